import { Check, LoaderCircle, Minus, X } from "lucide-react";
import { useEffect } from "react";
import { testConnection } from "../../../../api/connections";
import { sentence } from "../../../../api/error";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { useAct } from "../../../../api/use-act";
import { Failure } from "../../../../parts/loaded";
import { Button } from "../../../../ui/button";
import { classes } from "../../../../ui/class";
import { Dialog, DialogBody, DialogFoot } from "../../../../ui/dialog";
import { Prose } from "../../../../ui/prose";

type Test = Body<"ConnectionTest">;

const STAGES: [name: string, words: string][] = [
  ["reachable", "Reachable"],
  ["tls", "Encrypted as asked"],
  ["authenticated", "Signed in"],
  ["permitted", "May read"],
];

/** The four steps of a test, in order; the first that fails ends it and says why. */
export function Stages({ test, isBusy }: { test: Test | null; isBusy: boolean }) {
  if (!test && !isBusy) return null;
  return (
    <div role="status" className="border-t border-line pt-3">
      <ol aria-label="Test result" className="flex flex-col">
        {STAGES.map(([name, words]) => {
          const stage = test?.stages.find((each) => each.name === name);
          return (
            <Stage key={name} words={words} stage={stage} isBusy={isBusy && !test} skipped={saySkipped(test, name)} />
          );
        })}
      </ol>
    </div>
  );
}

/** A step before one that passed was not needed, a step after the failure was not reached. */
function saySkipped(test: Test | null, name: string): string {
  const at = STAGES.findIndex(([each]) => each === name);
  const later = STAGES.slice(at).map(([each]) => each);
  return test?.stages.some((stage) => stage.outcome === "passed" && later.includes(stage.name))
    ? "not needed"
    : "not tried";
}

const OUTCOMES = {
  passed: [Check, "text-gain", "passed"],
  failed: [X, "text-loss", "failed"],
  skipped: [Minus, "text-ink-3", "not tried"],
} as const;

function Stage({
  words,
  stage,
  isBusy,
  skipped,
}: {
  words: string;
  stage: Test["stages"][number] | undefined;
  isBusy: boolean;
  skipped: string;
}) {
  const [Icon, tint, outcome] = OUTCOMES[stage?.outcome ?? "skipped"];
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2 py-1">
      <span className={classes("mt-0.5", isBusy ? "text-ink-3" : tint)}>
        {isBusy ? (
          <LoaderCircle size={16} aria-hidden className="animate-spin" />
        ) : (
          <Icon size={16} strokeWidth={2} aria-hidden />
        )}
      </span>
      <span className={stage?.outcome === "skipped" ? "text-ink-3" : undefined}>
        {words} {stage?.outcome !== "skipped" && <span className="sr-only">{isBusy ? "under way" : outcome}</span>}
      </span>
      <span className="text-cap leading-5 text-ink-3">
        {stage && (stage.outcome === "skipped" ? skipped : `${stage.milliseconds} ms`)}
      </span>
      {stage?.message && (
        <p
          className={classes(
            "col-start-2 text-cap [overflow-wrap:anywhere]",
            stage.outcome === "failed" ? "text-loss" : "text-ink-3",
          )}
        >
          <Prose text={sentence(stage.message)} />
        </p>
      )}
    </li>
  );
}

/** Tests a connection that is saved. */
export function TestDialog(props: { place: InstancePlace; connection: { name: string }; onClose: () => void }) {
  const { place, connection } = props;
  const act = useAct(() => testConnection(place, connection.name));
  const { run } = act;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => run(undefined), []);
  return (
    <Dialog isOpen onClose={props.onClose} title={`Test ${connection.name}`}>
      <DialogBody>
        <Stages test={act.isBusy ? null : (act.output ?? null)} isBusy={act.isBusy} />
        {act.error && <Failure error={act.error} />}
      </DialogBody>
      <DialogFoot>
        <Button size="large" isBusy={act.isBusy} onClick={() => run(undefined)}>
          Test again
        </Button>
        <Button size="large" look="primary" onClick={props.onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
