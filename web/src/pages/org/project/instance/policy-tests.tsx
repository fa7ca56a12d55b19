import { useMutation } from "@tanstack/react-query";
import { Check, CircleAlert, Play } from "lucide-react";
import { denial } from "../../../../api/can";
import { asApiError, sentence } from "../../../../api/error";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { runTests } from "../../../../api/policy";
import { Failure } from "../../../../parts/loaded";
import { Badge } from "../../../../ui/badge";
import { Button } from "../../../../ui/button";
import { classes } from "../../../../ui/class";
import { Prose } from "../../../../ui/prose";

/** The tests of the text on screen, run on live rows; a press on one goes there. */
export function PolicyTests(props: {
  place: InstancePlace;
  saved: Body<"PolicyDraft">;
  text: string;
  count: number;
  isValid: boolean;
  onGoTo: (line: number) => void;
}) {
  const { place, saved, text, count } = props;
  const run = useMutation({ mutationFn: (source: string) => runTests(place, source) });
  if (count === 0) return null;
  const isCurrent = run.variables === text;
  const tests = run.data?.tests ?? [];
  const failed = tests.filter((test) => !test.passed).length;
  return (
    <section className="border-t border-line py-4">
      <header className="flex items-center gap-2 px-4 pb-2">
        <h2>Tests</h2>
        {run.data && failed > 0 && <Badge tone="loss">{failed === 1 ? "1 fails" : `${failed} fail`}</Badge>}
        {run.data && failed === 0 && (
          <Badge tone="gain" icon={Check}>
            passed
          </Badge>
        )}
        <span className="ml-auto">
          <Button
            size="small"
            icon={Play}
            denied={denial(saved, "policy.deploy") ?? denial(saved, "data.view")}
            reason={props.isValid ? undefined : "The document has errors."}
            isBusy={run.isPending}
            onClick={() => run.mutate(text)}
          >
            Run tests
          </Button>
        </span>
      </header>
      <div role="status" className="sr-only">
        {run.data ? `${tests.length - failed} of ${tests.length} tests passed` : ""}
      </div>
      {run.error ? (
        <div className="px-4">
          <Failure error={asApiError(run.error)} />
        </div>
      ) : null}
      {!run.data && !run.error && (
        <p className="px-4 text-ink-2">
          {count === 1 ? "1 test" : `${count} tests`} on live rows. What they write is rolled back.
        </p>
      )}
      <ul aria-label="Tests" className={classes("flex flex-col", !isCurrent && "opacity-60")}>
        {tests.map((test) => {
          const Icon = test.passed ? Check : CircleAlert;
          return (
            <li key={test.name}>
              <button
                type="button"
                onClick={() => props.onGoTo(test.line)}
                className="grid w-full grid-cols-[16px_minmax(0,1fr)] gap-x-2 px-4 py-1.5 text-start hover:bg-hover"
              >
                <Icon
                  size={16}
                  strokeWidth={1.75}
                  aria-hidden
                  className={classes("mt-0.5", test.passed ? "text-gain" : "text-loss")}
                />
                <span className="[overflow-wrap:anywhere]">
                  <span className="sr-only">{test.passed ? "Passed: " : "Failed: "}</span>
                  {test.name}
                  {test.message && (
                    <span className="block text-cap text-ink-2">
                      <Prose text={sentence(test.message)} />
                    </span>
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
