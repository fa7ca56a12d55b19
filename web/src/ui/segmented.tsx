import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "./class";
import { Reason } from "./reason";

/** A choice among few that exclude each other. */
export function Segmented<Value extends string>(props: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: { value: Value; label: ReactNode }[];
  /** Why nothing else can be chosen. */
  reason?: string | undefined;
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
      {props.options.map((option) =>
        props.reason && option.value !== props.value ? (
          <Reason key={option.value} text={props.reason}>
            {({ describedBy, onPress }) => (
              <ToggleGroup.Item
                value={option.value}
                aria-disabled
                aria-describedby={describedBy}
                onClick={(event) => {
                  event.preventDefault();
                  onPress();
                }}
                className={classes(ITEM, "cursor-not-allowed text-off")}
              >
                {option.label}
              </ToggleGroup.Item>
            )}
          </Reason>
        ) : (
          <ToggleGroup.Item
            key={option.value}
            value={option.value}
            className={classes(
              ITEM,
              "text-ink-2 transition-colors hover:text-ink aria-checked:bg-surface aria-checked:font-strong aria-checked:text-ink aria-checked:shadow-[0_0_0_1px_var(--color-line-2)]",
            )}
          >
            {option.label}
          </ToggleGroup.Item>
        ),
      )}
    </ToggleGroup.Root>
  );
}

const ITEM =
  "flex h-6 items-center justify-center gap-1.5 rounded-1 px-2.5 whitespace-nowrap max-m:h-8 max-m:flex-1 max-m:px-1.5 max-m:text-cap";
