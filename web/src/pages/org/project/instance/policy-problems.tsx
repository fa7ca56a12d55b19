import { Check, CircleAlert, TriangleAlert } from "lucide-react";
import { sentence } from "../../../../api/error";
import { Badge } from "../../../../ui/badge";
import { classes } from "../../../../ui/class";
import { Prose } from "../../../../ui/prose";
import type { Validation } from "./use-validation";

/** What the server finds wrong, in the order of the document; a press goes there. */
export function PolicyProblems(props: { validation: Validation; onGoTo: (line: number, column: number) => void }) {
  const { problems, isCurrent, isValid } = props.validation;
  const errors = problems.filter((problem) => problem.level === "error").length;
  const warnings = problems.length - errors;
  return (
    <section className="py-4">
      <header className="flex items-center gap-2 px-4 pb-2">
        <h2>Problems</h2>
        {errors > 0 && <Badge tone="loss">{errors === 1 ? "1 error" : `${errors} errors`}</Badge>}
        {warnings > 0 && <Badge tone="warn">{warnings === 1 ? "1 warning" : `${warnings} warnings`}</Badge>}
        {errors === 0 && isValid && (
          <Badge tone="gain" icon={Check}>
            valid
          </Badge>
        )}
      </header>
      <div role="status" className="sr-only">
        {isCurrent ? `${errors} errors, ${warnings} warnings` : ""}
      </div>
      <ul aria-label="Problems" className={classes("flex flex-col", !isCurrent && "opacity-60")}>
        {problems.map((problem) => {
          const isError = problem.level === "error";
          const Icon = isError ? CircleAlert : TriangleAlert;
          return (
            <li key={`${problem.line}:${problem.column}:${problem.message}`}>
              <button
                type="button"
                onClick={() => props.onGoTo(problem.line, problem.column)}
                className="grid w-full grid-cols-[16px_minmax(0,1fr)] gap-x-2 px-4 py-1.5 text-start hover:bg-hover"
              >
                <Icon
                  size={16}
                  strokeWidth={1.75}
                  aria-hidden
                  className={classes("mt-0.5", isError ? "text-loss" : "text-warn")}
                />
                <span className="[overflow-wrap:anywhere]">
                  <span className="sr-only">{isError ? "Error: " : "Warning: "}</span>
                  <Prose text={sentence(problem.message)} />
                  <span className="block text-cap text-ink-3">
                    Line {problem.line}, column {problem.column}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {problems.length === 0 && isValid && (
        <p className="px-4 text-ink-2">Every table, column, type and relation is there.</p>
      )}
    </section>
  );
}
