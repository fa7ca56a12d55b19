import { useState } from "react";
import { denial } from "../../../../../api/can";
import { asApiError, sentence } from "../../../../../api/error";
import type { InstancePlace } from "../../../../../api/instances";
import type { Body } from "../../../../../api/nouns";
import type { OperationName } from "../../../../../ui/badge";
import { classes } from "../../../../../ui/class";
import { Prose } from "../../../../../ui/prose";
import { isDenial } from "../../../../../ui/reason";
import { AskedFields, mayCount, useAsked, useCount, userOf } from "./asked-user";
import { useWork } from "./context";
import { OPERATION_WORDS } from "./operation-toggles";
import { OPERATIONS } from "./permission";

type Props = { place: InstancePlace; saved: Body<"PolicyDraft">; isValid: boolean | undefined };

/** How many of the live rows the rule on screen admits, for one user. */
export function Matches({ place, saved, isValid }: Props) {
  const { text, permission } = useWork();
  const offered = OPERATIONS.filter((name) => name !== "insert" && permission.operations[name]);
  const [chosen, setChosen] = useState<OperationName>("select");
  const operation = offered.includes(chosen) ? chosen : offered[0];
  const [asked, setAsked] = useAsked();
  const isAllowed = mayCount(saved);
  const question = {
    text,
    permission: permission.slug,
    operation: operation ?? "select",
    user: userOf(asked),
  };
  const query = useCount(place, question, isAllowed && isValid === true && operation !== undefined);
  if (operation === undefined) return null;
  const why = denial(saved, "policy.deploy") ?? denial(saved, "data.view");
  return (
    <section aria-label="Matches" className="w-[248px] max-w-full text-ink-2 max-m:w-full">
      <p className="flex items-center gap-1.5 text-cap">
        Matches
        {offered.length > 1 && (
          <select
            aria-label="Rows for"
            value={operation}
            onChange={(event) => setChosen(event.target.value as OperationName)}
            className="h-5 rounded-1 border border-line bg-surface text-cap max-m:h-9"
          >
            {offered.map((name) => (
              <option key={name} value={name}>
                for {OPERATION_WORDS[name]}
              </option>
            ))}
          </select>
        )}
      </p>
      <div role="status" className={classes("min-h-12", !query.isCurrent && "opacity-60")}>
        {!isAllowed ? (
          <p className="text-cap">{isDenial(why) ? why.text : why}</p>
        ) : isValid === false ? (
          <p className="text-cap">Counted again once the document has no errors.</p>
        ) : query.error ? (
          <p className="text-cap">
            <Prose text={sentence(asApiError(query.error).message)} />
          </p>
        ) : query.data ? (
          <Counted count={query.data} />
        ) : (
          <p className="text-cap">Counting…</p>
        )}
      </div>
      {isAllowed && <AskedFields asked={asked} onChange={setAsked} />}
    </section>
  );
}

function Counted({ count }: { count: Body<"PolicyCount"> }) {
  const { rows_admitted: admitted, rows_looked_at: total } = count;
  if (!count.applies)
    return (
      <p className="text-cap">
        No row: <Prose text={count.reason} />.
      </p>
    );
  if (typeof admitted !== "number" || typeof total !== "number")
    return (
      <p className="text-cap">
        Not counted: <Prose text={count.problem ?? "there is nothing to count"} />.
      </p>
    );
  return (
    <>
      <p>
        <span className="text-title font-bold text-ink">{admitted.toLocaleString("en-US")}</span> of{" "}
        {count.complete ? "" : "the first "}
        {total.toLocaleString("en-US")} rows
      </p>
      <div aria-hidden className="my-1.5 h-1 overflow-hidden rounded-full bg-pressed">
        <div
          className="h-full rounded-full bg-accent-fill"
          style={{ width: `${total === 0 ? 0 : Math.max((admitted / total) * 100, admitted > 0 ? 1 : 0)}%` }}
        />
      </div>
    </>
  );
}
