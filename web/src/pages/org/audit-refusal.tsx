import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Thing, Who } from "../../api/access";
import { me } from "../../api/account";
import { can } from "../../api/can";
import { memberList } from "../../api/members";
import type { Body } from "../../api/nouns";
import { actions } from "../../api/roles";
import { narrowTo, sayWho } from "../../parts/access/question";
import { useHeld } from "../../parts/place";
import { paths } from "../../paths";
import { buttonClass } from "../../ui/button";
import { missingAction } from "./audit-detail";

type Entry = Body<"AuditEntry">;

/** What a refused entry offers: the question in the access explorer, whose answer is why and what would allow it. */
export function RefusalLink({ entry }: { entry: Entry }) {
  const organization = entry.organization ?? "";
  const held = useHeld(organization);
  const action = missingAction(entry.detail);
  const isOwn = useQuery(me()).data?.account.id === entry.actor;
  // Of others only those learn why who may explain access.
  const mayAsk = isOwn || can(held, "access.explain");
  const { who, isPending } = useRefused(organization, entry, isOwn, mayAsk && action !== undefined);
  const known = useQuery({ ...actions(), enabled: mayAsk && action !== undefined });
  if (!mayAsk || isPending || (action && known.isPending)) return null;
  const look = `${buttonClass()} self-start`;
  if (action && who) {
    const on = narrowTo(thingOf(entry), known.data?.find(({ name }) => name === action)?.target);
    return (
      <Link
        to="/org/$organization/access"
        params={{ organization }}
        search={{ who: sayWho(who), action, ...on }}
        className={look}
      >
        {WORDS}
      </Link>
    );
  }
  return (
    <Link to={paths.explain(entry.request)} className={look}>
      {WORDS}
    </Link>
  );
}

const WORDS = "Why, and what would allow it";

/** Who was refused, as the access explorer names them: an entry has a person's account, and not the membership. */
function useRefused(organization: string, entry: Entry, isOwn: boolean, isWanted: boolean) {
  const held = useHeld(organization);
  const { actor, actor_kind, actor_name } = entry;
  const isAsked =
    isWanted && !isOwn && actor_kind === "account" && Boolean(actor && actor_name) && can(held, "members.view");
  const found = useInfiniteQuery({ ...memberList(organization, { search: actor_name ?? "" }), enabled: isAsked });
  const member = isOwn ? held?.member : found.data?.items.find(({ account }) => account === actor)?.id;
  const who: Who | undefined =
    actor && actor_kind === "service_token" ? { token: actor } : member ? { member } : undefined;
  return { who, isPending: isAsked && found.isPending };
}

/** What it was to be done to, as far as access is judged on such things. */
function thingOf({ target, target_kind }: Entry): Thing {
  const isThing = target_kind === "project" || target_kind === "instance" || target_kind === "database";
  return isThing && target ? { [target_kind]: target } : {};
}
