import type { ComponentProps } from "react";
import type { OperationName } from "../../../../../ui/badge";
import { classes } from "../../../../../ui/class";
import { Reason } from "../../../../../ui/reason";
import { useWork } from "./context";
import { OPERATIONS } from "./permission";
import { toggleOperation } from "./permission-edits";

export const OPERATION_WORDS: Record<OperationName, string> = {
  select: "Read",
  insert: "Create",
  update: "Update",
  delete: "Delete",
};

const LETTERS: Record<OperationName, [letter: string, colour: string]> = {
  select: ["R", "bg-read-wash text-read"],
  insert: ["C", "bg-create-wash text-create"],
  update: ["U", "bg-update-wash text-update"],
  delete: ["D", "bg-delete-wash text-delete"],
};

export function OperationLetter({ name, isHeld }: { name: OperationName; isHeld: boolean }) {
  const [letter, colour] = LETTERS[name];
  return (
    <span
      aria-hidden
      className={classes(
        "grid size-[18px] shrink-0 place-content-center rounded-1 font-mono text-[11px] leading-[18px] font-bold",
        isHeld ? colour : "text-ink-3 shadow-[inset_0_0_0_1px_var(--color-line-2)]",
      )}
    >
      {letter}
    </span>
  );
}

/** The four operations; the last one stays, for a permission that grants nothing is none. */
export function OperationToggles() {
  const { text, permission, found, edit } = useWork();
  const key = found?.table.primary_key ?? [];
  const first = key.length > 0 ? key : (found?.table.columns.slice(0, 1).map((one) => one.name) ?? ["id"]);
  return (
    <div className="grid grid-cols-4 gap-2 max-m:grid-cols-2">
      {OPERATIONS.map((name) => {
        const isHeld = permission.operations[name] !== undefined;
        const isLast = isHeld && Object.keys(permission.operations).length === 1;
        if (!isLast)
          return (
            <Toggle
              key={name}
              name={name}
              isHeld={isHeld}
              onClick={() => edit(toggleOperation(text, permission, name, first))}
            />
          );
        return (
          <Reason key={name} text="A permission grants at least one operation.">
            {({ describedBy, onPress }) => (
              <Toggle name={name} isHeld aria-disabled aria-describedby={describedBy} onClick={onPress} />
            )}
          </Reason>
        );
      })}
    </div>
  );
}

function Toggle({ name, isHeld, ...rest }: ComponentProps<"button"> & { name: OperationName; isHeld: boolean }) {
  return (
    <button
      {...rest}
      type="button"
      role="switch"
      aria-checked={isHeld}
      className={classes(
        "flex h-8 items-center gap-2 rounded-2 border border-line-2 px-2 font-medium transition-colors hover:bg-hover max-m:h-10",
        !isHeld && "border-dashed text-ink-2",
        rest["aria-disabled"] && "cursor-not-allowed",
      )}
    >
      <OperationLetter name={name} isHeld={isHeld} />
      {OPERATION_WORDS[name]}
      <span
        aria-hidden
        className={classes(
          "ml-auto flex h-4 w-7 items-center rounded-full p-0.5 transition-colors",
          isHeld ? "justify-end bg-accent-fill" : "bg-line-field",
        )}
      >
        <span className="size-3 rounded-full bg-on-accent" />
      </span>
    </button>
  );
}
