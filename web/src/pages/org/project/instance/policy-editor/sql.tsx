import { asApiError, sentence } from "../../../../../api/error";
import type { InstancePlace } from "../../../../../api/instances";
import type { Body } from "../../../../../api/nouns";
import type { OperationName } from "../../../../../ui/badge";
import { CopyButton } from "../../../../../ui/copy";
import { Note } from "../../../../../ui/note";
import { Prose } from "../../../../../ui/prose";
import { AskedFields, mayCount, useAsked, useCount, useInForce, userOf } from "./asked-user";
import { useWork } from "./context";
import { OPERATION_WORDS, OperationLetter } from "./operation-toggles";
import { OPERATIONS } from "./permission";

type Props = { place: InstancePlace; saved: Body<"PolicyDraft">; isValid: boolean | undefined };

/** The rule as the condition that is put into the statements of one user; it is only read. */
export function SqlView({ place, saved, isValid }: Props) {
  const { permission } = useWork();
  const [asked, setAsked] = useAsked();
  const isDraft = mayCount(saved);
  return (
    <div className="min-w-0 px-5 pt-4 pb-6 max-m:px-4">
      <p className="pb-2 text-ink-2">
        Which rows are admitted, as a condition in SQL, for one user. To be read: what runs binds its values and is more
        exact.
      </p>
      <AskedFields asked={asked} onChange={setAsked} />
      {!isDraft && (
        <div className="pt-3">
          <Note>This is the policy in force: to ask about a draft takes the right to deploy it, and to see rows.</Note>
        </div>
      )}
      {isDraft && isValid === false && (
        <div className="pt-3">
          <Note kind="warn">The document has errors; the conditions are asked for again without them.</Note>
        </div>
      )}
      {OPERATIONS.filter((name) => permission.operations[name]).map((name) => (
        <section key={name} aria-label={OPERATION_WORDS[name]} className="mt-4 border-t border-line pt-3">
          <header className="flex items-center gap-2 pb-1.5">
            <OperationLetter name={name} isHeld />
            <h3>{OPERATION_WORDS[name]}</h3>
          </header>
          {name === "insert" ? (
            <p className="text-ink-2">There is no row yet: what is given is judged by Validate, one by one.</p>
          ) : isDraft ? (
            <OfDraft place={place} operation={name} user={userOf(asked)} isValid={isValid} />
          ) : (
            <InForce place={place} operation={name} user={userOf(asked)} />
          )}
        </section>
      ))}
    </div>
  );
}

type Question = { place: InstancePlace; operation: OperationName; user: string };

function OfDraft({ place, operation, user, isValid }: Question & { isValid: boolean | undefined }) {
  const { text, permission } = useWork();
  const query = useCount(place, { text, permission: permission.slug, operation, user }, isValid === true);
  return <Condition error={query.error} found={query.data} isOld={!query.isCurrent} />;
}

function InForce({ place, operation, user }: Question) {
  const { permission } = useWork();
  const query = useInForce(place, { table: permission.table, operation, user }, permission.table !== "");
  const found = query.data?.permissions.find((each) => each.slug === permission.slug);
  if (query.data && !found) return <p className="text-ink-2">The policy in force has no such permission.</p>;
  return <Condition error={query.error} found={found} isOld={false} />;
}

function Condition(props: {
  error: unknown;
  found: { applies: boolean; reason: string; filter_sql: string | null } | undefined;
  isOld: boolean;
}) {
  const { found, error } = props;
  if (error)
    return (
      <p className="text-ink-2">
        <Prose text={sentence(asApiError(error).message)} />
      </p>
    );
  if (!found) return <p className="text-ink-3">…</p>;
  if (found.filter_sql === null)
    return (
      <p className="text-ink-2">
        No row: <Prose text={found.reason} />.
      </p>
    );
  return (
    <div className={props.isOld ? "flex items-start gap-2 opacity-60" : "flex items-start gap-2"}>
      <pre className="min-w-0 flex-1 rounded-1 bg-sunken px-2 py-1.5 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {found.filter_sql}
      </pre>
      <CopyButton text={found.filter_sql} label="Copy SQL" />
    </div>
  );
}
