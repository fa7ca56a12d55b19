import { useMutation } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import { denial } from "../../../../api/can";
import { asApiError, sentence } from "../../../../api/error";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { measureImpact } from "../../../../api/policy";
import { Failure } from "../../../../parts/loaded";
import { Button } from "../../../../ui/button";
import { classes } from "../../../../ui/class";
import { Prose } from "../../../../ui/prose";

type Impact = Body<"PolicyImpact">;
type Item = Impact["items"][number];

const DOES = { select: "reads", insert: "adds to", update: "changes", delete: "removes from" } as const;

/** What the text on screen would give and take on the live rows, user by user. */
export function PolicyImpact(props: {
  place: InstancePlace;
  saved: Body<"PolicyDraft">;
  text: string;
  isValid: boolean;
}) {
  const { place, saved, text } = props;
  const run = useMutation({ mutationFn: (source: string) => measureImpact(place, source) });
  const isCurrent = run.variables === text;
  return (
    <section aria-label="Impact" className="border-t border-line py-4">
      <header className="flex items-center gap-2 px-4 pb-2">
        <h2>Impact</h2>
        <span className="ml-auto">
          <Button
            size="small"
            icon={Scale}
            denied={denial(saved, "policy.deploy") ?? denial(saved, "data.view")}
            reason={props.isValid ? undefined : "The document has errors."}
            isBusy={run.isPending}
            onClick={() => run.mutate(text)}
          >
            Compare on rows
          </Button>
        </span>
      </header>
      {run.error ? (
        <div className="px-4">
          <Failure error={asApiError(run.error)} />
        </div>
      ) : null}
      <div role="status" className={classes("px-4", run.data && !isCurrent && "opacity-60")}>
        {run.data ? (
          <Found impact={run.data} />
        ) : (
          <p className="text-ink-2">Who would see more or less of the live rows than under the policy in force.</p>
        )}
      </div>
    </section>
  );
}

function Found({ impact }: { impact: Impact }) {
  const rows = impact.rows_looked_at.toLocaleString();
  return (
    <>
      <p className="pb-2 text-cap text-ink-3">
        {impact.complete
          ? `All rows were looked at: ${rows}.`
          : `Not all rows were looked at: only ${rows}, the first that the database had at hand.`}
      </p>
      {impact.items.length === 0 && <p className="text-ink-2">Nothing changes for anybody.</p>}
      <ul className="flex flex-col gap-3">
        {impact.items.map((item) => (
          <Line key={`${item.user} ${item.table} ${item.operation}`} item={item} user={impact.users[item.user]} />
        ))}
      </ul>
    </>
  );
}

function Line({ item, user }: { item: Item; user: Impact["users"][number] | undefined }) {
  const who = item.roles.length > 0 ? item.roles.join(", ") : "no role";
  const id = user?.id;
  return (
    <li className="[overflow-wrap:anywhere]">
      <p>
        {typeof id === "string" ? `User ${id} with ${who}` : `A user with ${who}`} {DOES[item.operation]}{" "}
        <code>{item.table}</code>
      </p>
      <p className="flex flex-wrap gap-x-3 tabular-nums">
        <Count sign="+" tone="text-gain" number={item.rows_gained} noun="rows" />
        <Count sign="−" tone="text-loss" number={item.rows_lost} noun="rows" />
        <Count sign="+" tone="text-gain" number={item.cells_gained} noun="cells" />
        <Count sign="−" tone="text-loss" number={item.cells_lost} noun="cells" />
        <Count sign="" tone="text-ink-2" number={item.cells_masked_otherwise} noun="cells masked otherwise" />
      </p>
      {item.problem && (
        <p className="text-cap text-warn">
          <Prose text={sentence(item.problem)} />
        </p>
      )}
    </li>
  );
}

function Count({ sign, tone, number, noun }: { sign: string; tone: string; number: number; noun: string }) {
  if (number === 0) return null;
  return (
    <span className={tone}>
      {sign}
      {number.toLocaleString()} {noun}
    </span>
  );
}
