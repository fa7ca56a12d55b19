import { Link } from "@tanstack/react-router";
import { type ApiError, sentence } from "../api/error";
import { paths } from "../paths";
import { buttonClass } from "../ui/button";
import { Prose } from "../ui/prose";
import { RefusalActs } from "./access/refusal-acts";
import { usePlace } from "./place";

/**
 * What a person sees in place of a page that is not theirs. For a 404 it says the same whether the thing is hidden or
 * missing, so nothing of the answer may be shown there.
 */
export function Refused({ error }: { error: ApiError }) {
  return (
    <div className="px-(--gutter) py-16 max-m:py-10">
      <title>You do not have permission · Bailiwick</title>
      <div className="mx-auto max-w-[440px]">
        <h1>You do not have permission</h1>
        {error.status === 404 ? (
          <p className="mt-2 text-ink-2">
            … or it does not exist. Both look the same, so that an address tells nothing. If you expected to find
            something here, ask an owner of the organization.
          </p>
        ) : (
          <WhatIsMissing error={error} />
        )}
        <div className="mt-5 flex flex-wrap gap-2">
          <Link to={paths.home()} className={buttonClass()}>
            Back to Projects
          </Link>
          <RefusalActs error={error} />
        </div>
      </div>
    </div>
  );
}

/** Whom to ask where no right is missing. */
const WHOM: Record<string, string> = { operator_required: "Ask one of them: they may make an operator of you." };

function WhatIsMissing({ error }: { error: ApiError }) {
  const { organizationId } = usePlace();
  return (
    <>
      <p className="mt-2 text-ink-2">
        <Prose text={sentence(error.message)} />
      </p>
      <p className="mt-2 text-ink-2">
        {error.action ? (
          <>
            What would give it: a role with <code className="text-ink">{error.action}</code> here. Ask an owner of the
            organization.
          </>
        ) : (
          (WHOM[error.code] ?? "Ask an owner of the organization.")
        )}
      </p>
      {organizationId && !WHOM[error.code] && (
        <p className="mt-2 text-ink-2">
          What you have asked for stands in{" "}
          <Link to={paths.requests(organizationId)} className="text-accent underline underline-offset-2">
            your requests
          </Link>
          .
        </p>
      )}
      {error.hint && (
        <details className="mt-2 text-ink-2">
          <summary className="cursor-default text-accent">What you hold</summary>
          <p className="mt-1 text-cap [overflow-wrap:anywhere]">{sentence(error.hint)}</p>
        </details>
      )}
    </>
  );
}
