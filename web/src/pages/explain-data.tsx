import { Link } from "@tanstack/react-router";
import { sentence } from "../api/error";
import type { Body } from "../api/nouns";
import { type Explanation, FixesWhy, PermissionsWhy, Verdict } from "../parts/policy-explained";
import { paths } from "../paths";
import { PageHead, Section } from "../ui/page";
import { Prose } from "../ui/prose";
import { Time } from "../ui/time";

type Refused = NonNullable<Body<"Refusal">["data"]>;

/** Why an instance refused a request of an application user. */
export function DataRefusal({ organization, at, data }: { organization: string; at: string; data: Refused }) {
  const { user, roles, method, table, status, code, message, details, rule, explanation } = data;
  const asker = user ? `User ${user}` : "Somebody without an accepted token";
  return (
    <>
      <title>Why it was refused · Bailiwick</title>
      <PageHead
        title="Why it was refused"
        about={
          <>
            {asker}
            {roles.length > 0 && ` with ${roles.join(", ")}`} asked for <code>{method}</code>
            {table && (
              <>
                {" "}
                on <code>{table}</code>
              </>
            )}
            , <Time at={at} />.
          </>
        }
      />
      <Section title="What was answered">
        <p>
          <code>
            {status} {code}
          </code>{" "}
          <Prose text={sentence(message)} />
        </p>
        {details && (
          <p className="text-ink-2">
            <Prose text={sentence(details)} />
          </p>
        )}
      </Section>
      {rule && (
        <Section title="What was broken" about="The operation is allowed; what was written is not.">
          <p>
            <code>{rule.part}</code>
            {rule.column && (
              <>
                {" "}
                on <code>{rule.column}</code>
              </>
            )}{" "}
            of <code>{rule.permission}</code>
            {rule.condition && (
              <>
                : <code className="[overflow-wrap:anywhere]">{rule.condition}</code>
              </>
            )}
          </p>
          <p>
            <Link
              to={paths.instance(organization, data.project, data.instance, "permissions")}
              className="text-accent underline underline-offset-2"
            >
              Open the policy
            </Link>
          </p>
        </Section>
      )}
      {explanation ? <Explained why={explanation} isAboutRow={rule !== null} /> : <Unexplained />}
    </>
  );
}

function said(isAllowed: boolean, isAboutRow: boolean) {
  if (!isAllowed) return "It is not allowed.";
  return isAboutRow ? "It is allowed with rows that keep the rules." : "It is allowed for some rows.";
}

function Unexplained() {
  return (
    <Section title="What the policy says">
      <p className="text-ink-2">Nothing: the request is not about a table that is there, or nobody was let in by it.</p>
    </Section>
  );
}

/** Whether it is allowed at all; where a written row was refused that is said above. */
function Explained({ why, isAboutRow }: { why: Explanation; isAboutRow: boolean }) {
  return (
    <>
      <Section title="What the policy says" about="As things are now: it may have been changed since.">
        <Verdict isAllowed={why.allowed}>{said(why.allowed, isAboutRow)}</Verdict>
      </Section>
      <PermissionsWhy of={why} />
      <FixesWhy of={why} title={why.allowed && !isAboutRow ? "What would show more" : "What would allow it"} />
    </>
  );
}
