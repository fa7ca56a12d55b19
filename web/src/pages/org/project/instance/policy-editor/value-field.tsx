import { type ComponentProps, useEffect, useId, useState } from "react";
import { classes } from "../../../../../ui/class";
import { FieldError } from "../../../../../ui/field";
import { useWork } from "./context";
import { type Operand, readTyped, showOperand } from "./operand";
import { takesNow } from "./operators";
import type { Found } from "./tables";
import { RemoveButton, TokenSelect, tokenClass } from "./tokens";

type Props = {
  label: string;
  operand: Operand;
  /** The type of the column that it meets. */
  type: string;
  /** The table that the column is in. */
  found: Found | undefined;
  onChange: (operand: Operand) => void;
  /** It is written into the column, not compared with it. */
  isWritten?: boolean;
  hasFocus?: boolean;
};

/** The arrow of a list of suggestions takes the room of what is typed; the arrow key opens it too. */
const NO_ARROW = "[&::-webkit-calendar-picker-indicator]:hidden!";

/** What can stand here besides a literal: values of the user, the time, other columns. */
function useSuggestions({ type, found, isWritten = false }: Pick<Props, "type" | "found" | "isWritten">): string[] {
  const { model } = useWork();
  const user = [...new Set(["id", "roles", ...model.userPaths])].map((path) => `$user.${path}`);
  const engine = found?.connection.engine ?? "";
  const times = takesNow(type, engine, isWritten) ? ["$now", "$now -30d"] : [];
  const columns = isWritten ? [] : (found?.table.columns ?? []).filter((column) => column.type === type);
  return [
    ...(type === "boolean" ? ["true", "false"] : []),
    ...user,
    ...times,
    ...columns.map((column) => `$column ${column.name}`),
  ];
}

/** One value, typed as it is said: `draft`, `5`, `$user.id`, `$now -30d`, `$column other`. */
export function ValueField(props: Props) {
  const { operand, type, label } = props;
  const suggestions = useSuggestions(props);
  if (type === "boolean" && operand.kind === "boolean") {
    return (
      <TokenSelect
        kind="value"
        aria-label={label}
        value={String(operand.is)}
        onChange={(event) => {
          const { operand: chosen } = readTyped(event.target.value, type);
          if (chosen) props.onChange(chosen);
        }}
      >
        {suggestions
          .filter((each) => !each.startsWith("$column"))
          .map((each) => (
            <option key={each}>{each}</option>
          ))}
      </TokenSelect>
    );
  }
  return <TypedField {...props} suggestions={suggestions} />;
}

function TypedField(props: Props & { suggestions: string[] }) {
  const { operand, type, label, onChange } = props;
  const shown = showOperand(operand);
  const [typed, setTyped] = useState(shown);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    setTyped(shown);
    setProblem(null);
  }, [shown]);
  const commit = () => {
    if (typed === shown) return setProblem(null);
    const read = readTyped(typed, type);
    if (read.problem !== undefined) return setProblem(read.problem);
    setProblem(null);
    onChange(read.operand);
    // The same said otherwise: it is shown as it is always shown.
    setTyped(showOperand(read.operand));
  };
  return (
    <Typed
      label={label}
      typed={typed}
      onType={(next) => {
        setTyped(next);
        // Were it taken away when the field is left, what is below would move from under a press that leaves it.
        setProblem(null);
      }}
      problem={problem}
      suggestions={props.suggestions}
      hasFocus={props.hasFocus}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setTyped(shown);
      }}
      style={{ width: `calc(${Math.min(Math.max(typed.length, 6), 34)}ch + 18px)` }}
      className={tokenClass(
        typed.startsWith("$") ? "variable" : "value",
        classes("max-w-full", problem !== null && "border-loss"),
      )}
    />
  );
}

/** What is typed, with what could be, and below it what is wrong with it. */
function Typed(
  props: Pick<ComponentProps<"input">, "onBlur" | "onKeyDown" | "style" | "placeholder"> & {
    label: string;
    typed: string;
    onType: (typed: string) => void;
    problem: string | null;
    suggestions: string[];
    hasFocus: boolean | undefined;
    className: string;
  },
) {
  const { label, typed, onType, problem, suggestions, hasFocus, className, ...rest } = props;
  const id = useId();
  return (
    <span className="flex min-w-0 flex-col">
      <input
        {...rest}
        aria-label={label}
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem ? `${id}problem` : undefined}
        list={`${id}list`}
        value={typed}
        // biome-ignore lint/a11y/noAutofocus: it stands in a row that was just asked for
        autoFocus={hasFocus}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onType(event.target.value)}
        className={classes(NO_ARROW, className)}
      />
      <datalist id={`${id}list`}>
        {suggestions.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <span id={`${id}problem`} aria-live="polite">
        {problem && <FieldError>{problem}</FieldError>}
      </span>
    </span>
  );
}

/** Several values: each a token, and a field for one more. A value of the user that is a list stands alone. */
export function ListField(props: Omit<Props, "operand"> & { operand: Operand }) {
  const { operand, label, onChange } = props;
  if (operand.kind !== "list") {
    return <ValueField {...props} onChange={(next) => onChange(next.kind === "user" ? next : listOf([next]))} />;
  }
  const { items } = operand;
  return (
    <span className="flex min-w-0 flex-wrap items-start gap-1">
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: values may be alike, and have no other name
        <span key={at} className="flex items-center">
          <ValueField
            {...props}
            label={`${label}, ${at + 1}`}
            operand={item}
            onChange={(next) => onChange(listOf(items.with(at, next)))}
          />
          {/* None of nothing is every row: the last value of a list stays. */}
          {items.length > 1 && (
            <RemoveButton
              label={`Remove ${showOperand(item)}`}
              onClick={() => onChange(listOf(items.filter((_, other) => other !== at)))}
            />
          )}
        </span>
      ))}
      <AnotherField
        {...props}
        onAdd={(next) => onChange(items.length === 0 && next.kind === "user" ? next : listOf([...items, next]))}
      />
    </span>
  );
}

function listOf(items: Operand[]): Operand {
  return { kind: "list", items };
}

function AnotherField(props: Omit<Props, "operand" | "onChange"> & { onAdd: (operand: Operand) => void }) {
  const suggestions = useSuggestions(props);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const add = () => {
    if (typed.trim() === "") return setProblem(null);
    const read = readTyped(typed, props.type);
    if (read.problem !== undefined) return setProblem(read.problem);
    setProblem(null);
    setTyped("");
    props.onAdd(read.operand);
  };
  return (
    <Typed
      label={`${props.label}, another`}
      placeholder="another"
      typed={typed}
      onType={setTyped}
      problem={problem}
      suggestions={suggestions}
      hasFocus={props.hasFocus}
      onBlur={add}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== ",") return;
        event.preventDefault();
        add();
      }}
      className="h-6 w-24 rounded-1 border border-dashed border-line-field bg-transparent px-1.5 font-mono text-code disabled:hidden max-m:h-9"
    />
  );
}
