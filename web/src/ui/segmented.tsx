import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "./class";

/** A choice among few that exclude each other. */
export function Segmented<Value extends string>(props: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: { value: Value; label: ReactNode }[];
  /** Stands beside something else, so it stays as small as it can on a phone too. */
  isBeside?: boolean;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => value && props.onChange(value as Value)}
      className={classes(
        "inline-flex gap-px rounded-2 border border-line bg-sunken p-px",
        !props.isBeside && "max-m:w-full",
      )}
    >
      {props.options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="flex h-6 items-center justify-center gap-1.5 rounded-1 px-2.5 whitespace-nowrap text-ink-2 transition-colors hover:text-ink aria-checked:bg-surface aria-checked:font-strong aria-checked:text-ink aria-checked:shadow-[0_0_0_1px_var(--color-line-2)] max-m:h-8 max-m:flex-1 max-m:px-1.5 max-m:text-cap"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
