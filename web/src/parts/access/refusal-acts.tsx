import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { refusal } from "../../api/access";
import type { ApiError } from "../../api/error";
import { paths } from "../../paths";
import { Button, buttonClass, type Size } from "../../ui/button";
import { useAsk, useWish } from "./asking";
import { thingOfPath } from "./question";

/** What can be done about a refusal for a missing right: ask for it, and read why. */
export function RefusalActs({ error, size = "base" }: { error: ApiError; size?: Size }) {
  const { action, requestId } = error;
  if (error.status !== 403 || !action || !requestId) return null;
  return <Acts action={action} request={requestId} size={size} />;
}

function Acts({ action, request, size }: { action: string; request: string; size: Size }) {
  const ask = useAsk();
  const wishOf = useWish();
  // The server remembers what it refused, and so which thing it was; without its word the address names it.
  const kept = useQuery({ ...refusal(request), retry: false, staleTime: Number.POSITIVE_INFINITY }).data;
  const wish = kept?.explanation
    ? { organization: kept.organization, action, on: thingOfPath(kept.explanation.path) }
    : wishOf(action);
  return (
    <>
      <Button size={size} onClick={() => ask(wish)}>
        Request access
      </Button>
      {kept && (
        <Link to={paths.explain(request)} className={buttonClass("ghost", size)}>
          Why
        </Link>
      )}
    </>
  );
}
