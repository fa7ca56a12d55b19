import { Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../../../../../ui/button";
import { classes } from "../../../../../ui/class";
import { FieldError } from "../../../../../ui/field";
import { Segmented } from "../../../../../ui/segmented";
import { AssignmentsBlock } from "./assignments";
import { ColumnsBlock, MaskBlock } from "./columns";
import { addTest } from "./condition-edits";
import { useWork } from "./context";
import { OPERATION_WORDS, OperationLetter } from "./operation-toggles";
import type { Operation } from "./permission";
import { dropKey, toggleName } from "./permission-edits";
import { setValue } from "./splice";
import { NewTest, TestRow } from "./test-row";
import { AsWritten, Block } from "./tokens";
import { Conditions } from "./where";

/** Everything that one operation of a permission says. */
export function OperationPanel({ operation }: { operation: Operation }) {
  const { found, permission } = useWork();
  const { name, path } = operation;
  const isKnown = (key: string) => !operation.odd.some((odd) => odd.key === key);
  const reads = name !== "select" && permission.operations.select !== undefined;
  const none = reads ? "Every row that they may read." : "Every row.";
  return (
    <section aria-label={OPERATION_WORDS[name]} className="border-t border-line py-4 first:border-0">
      <header className="flex items-center gap-2 pb-1.5">
        <OperationLetter name={name} isHeld />
        <h3>{OPERATION_WORDS[name]}</h3>
      </header>
      {name !== "insert" && isKnown("where") && (
        <Block label="Where">
          <Conditions together={operation.where} path={[...path, "where"]} found={found} none={none} />
        </Block>
      )}
      {name !== "delete" && isKnown("columns") && <ColumnsBlock operation={operation} />}
      {name === "select" && (
        <>
          {isKnown("mask") && <MaskBlock operation={operation} />}
          {isKnown("aggregate") && <AggregateBlock operation={operation} />}
          {isKnown("limit") && <LimitBlock operation={operation} />}
        </>
      )}
      {(name === "insert" || name === "update") && isKnown("validate") && <ValidateBlock operation={operation} />}
      {name === "insert" && isKnown("default") && <AssignmentsBlock operation={operation} part="default" />}
      {(name === "insert" || name === "update") && isKnown("overwrite") && (
        <AssignmentsBlock operation={operation} part="overwrite" />
      )}
      {name === "update" && isKnown("check") && <CheckBlock operation={operation} />}
      {operation.odd.map((odd) => (
        <Block key={odd.key} label={odd.key}>
          <AsWritten source={odd.source} line={odd.line} />
        </Block>
      ))}
    </section>
  );
}

const FUNCTIONS = ["sum", "avg", "min", "max"];

function AggregateBlock({ operation }: { operation: Operation }) {
  const { text, edit } = useWork();
  const { aggregate, path } = operation;
  return (
    <Block label="Aggregate">
      <ul aria-label="Functions" className="flex flex-wrap gap-1">
        <li className="h-6 rounded-1 border border-line bg-sunken px-1.5 font-mono text-code leading-[22px] text-ink-2 max-m:h-9 max-m:leading-[34px]">
          count
        </li>
        {FUNCTIONS.map((name) => {
          const isOn = aggregate.includes(name);
          return (
            <li key={name}>
              <button
                type="button"
                aria-pressed={isOn}
                onClick={() => edit(toggleName(text, [...path, "aggregate"], aggregate, name))}
                className={classes(
                  "h-6 rounded-1 border px-1.5 font-mono text-code leading-[22px] max-m:h-9",
                  isOn ? "border-line-2 bg-surface text-ink" : "border-dashed border-line-2 text-ink-3 hover:text-ink",
                )}
              >
                {name}
              </button>
            </li>
          );
        })}
      </ul>
    </Block>
  );
}

function LimitBlock({ operation }: { operation: Operation }) {
  const { text, edit } = useWork();
  const shown = operation.limit === null ? "" : String(operation.limit);
  const [typed, setTyped] = useState(shown);
  const [problem, setProblem] = useState("");
  useEffect(() => setTyped(shown), [shown]);
  const commit = () => {
    const wanted = typed.trim();
    setProblem("");
    if (wanted === shown) return;
    if (wanted === "") return edit(dropKey(text, operation.path, "limit"));
    if (!/^[1-9]\d{0,17}$/.test(wanted)) return setProblem("A whole number of at least 1.");
    edit(setValue(text, [...operation.path, "limit"], wanted));
  };
  return (
    <Block label="Limit">
      <span className="flex items-center gap-2">
        <input
          aria-label="Limit"
          inputMode="numeric"
          placeholder="no limit"
          value={typed}
          aria-invalid={problem !== "" || undefined}
          aria-describedby={problem ? "limit-problem" : undefined}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === "Enter" && commit()}
          className="h-6 w-20 rounded-1 border border-line bg-sunken px-1.5 font-mono text-code hover:border-line-field max-m:h-9"
        />
        <span className="text-ink-2">rows in one answer</span>
      </span>
      <span id="limit-problem" aria-live="polite">
        {problem && <FieldError>{problem}</FieldError>}
      </span>
    </Block>
  );
}

/** Rules by column on what is given: no groups, no other tables. */
function ValidateBlock({ operation }: { operation: Operation }) {
  const { text, edit, found, isReadOnly } = useWork();
  const [isAdding, setIsAdding] = useState(false);
  const path = [...operation.path, "validate"];
  const parts = operation.validate?.parts ?? [];
  return (
    <Block label="Validate">
      {parts.length > 0 && (
        <ul className="w-full min-w-0">
          {parts.map((part) => (
            <li key={part.path.join(" ")} className="py-0.5">
              {part.kind === "test" && <TestRow test={part} found={found} />}
            </li>
          ))}
        </ul>
      )}
      {isAdding ? (
        <NewTest
          found={found}
          onCancel={() => setIsAdding(false)}
          onAdd={(column, operator, value) => {
            setIsAdding(false);
            edit(addTest(text, path, column, operator, value));
          }}
        />
      ) : (
        !isReadOnly && (
          <Button look="ghost" size="small" icon={Plus} onClick={() => setIsAdding(true)}>
            Rule
          </Button>
        )
      )}
      {parts.length === 0 && isReadOnly && <p className="leading-6 text-ink-2">Anything.</p>}
    </Block>
  );
}

type Checked = "implied" | "more" | "off";

/** What must hold of the changed row besides. */
function CheckBlock({ operation }: { operation: Operation }) {
  const { text, edit, found } = useWork();
  const { check, path } = operation;
  const [isWanted, setIsWanted] = useState(false);
  const value: Checked = check === false ? "off" : check !== null || isWanted ? "more" : "implied";
  return (
    <Block label="Check">
      <Segmented
        isBeside
        label="Check of the changed row"
        value={value}
        onChange={(next) => {
          setIsWanted(next === "more");
          if (next === "off") edit(setValue(text, [...path, "check"], "false"));
          else if (check !== null) edit(dropKey(text, path, "check"));
        }}
        options={[
          { value: "implied", label: "As where implies" },
          { value: "more", label: "And more" },
          { value: "off", label: "Off" },
        ]}
      />
      {value === "more" && (
        <Conditions
          together={check === false ? null : check}
          path={[...path, "check"]}
          found={found}
          none="Nothing more yet."
        />
      )}
      {value === "off" && (
        <p className="text-cap text-warn">A change may move the row out of their reach, or into somebody else's.</p>
      )}
    </Block>
  );
}
