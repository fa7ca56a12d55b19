import { Ban, Lock } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { classes } from "./class";
import { Reason } from "./reason";

const NONE = "none";
const COLUMNS = [NONE, "view", "deploy", "manage"] as const;
const NAMES: Record<(typeof COLUMNS)[number], string> = {
  none: "None",
  view: "View",
  deploy: "Deploy",
  manage: "Manage",
};
export type Level = Exclude<(typeof COLUMNS)[number], "none">;

/** What people call a level; none is a level too. */
export function sayLevel(level: Level | null): string {
  return NAMES[level ?? NONE];
}

/**
 * How far a permission goes in its area. Four fixed columns, so that rows of them align: a level the area lacks is an
 * empty cell, the levels below the chosen one are tinted, because they are included.
 */
export function LevelControl(props: {
  label: string;
  value: Level | null;
  offered: readonly Level[];
  onChange: (level: Level | null) => void;
  /** Why a level cannot be chosen. */
  locked?: Partial<Record<Level | "none", string>>;
  /** The chosen level is more than the caller may give. */
  isRefused?: boolean;
  describedBy?: string | undefined;
}) {
  const chosen = COLUMNS.indexOf(props.value ?? NONE);
  return (
    <RadioGroup.Root
      aria-label={props.label}
      aria-describedby={props.describedBy}
      orientation="horizontal"
      value={props.value ?? NONE}
      onValueChange={(value) => props.onChange(value === NONE ? null : (value as Level))}
      className="grid grid-cols-[repeat(4,72px)] overflow-clip rounded-2 border border-line-2 bg-surface max-m:grid-cols-4"
    >
      {COLUMNS.map((column, place) => {
        const isIncluded = place > 0 && place < chosen;
        if (column !== NONE && !props.offered.includes(column)) {
          return (
            <span
              key={column}
              aria-hidden
              className={classes(CELL, isIncluded ? "border-accent-edge bg-accent-wash" : "bg-sunken")}
            />
          );
        }
        return (
          <Choice
            key={column}
            column={column}
            isChosen={place === chosen}
            isIncluded={isIncluded}
            isRefused={Boolean(props.isRefused) && place === chosen}
            lock={place === chosen ? undefined : props.locked?.[column]}
          />
        );
      })}
    </RadioGroup.Root>
  );
}

const CELL =
  "relative flex h-[26px] items-center justify-center gap-1 text-cap not-first:border-l not-first:border-line max-m:h-9 max-m:text-base";

function Choice(props: {
  column: (typeof COLUMNS)[number];
  isChosen: boolean;
  isIncluded: boolean;
  isRefused: boolean;
  lock: string | undefined;
}) {
  const tone = () => {
    if (props.isRefused) return "bg-loss-wash text-loss shadow-[inset_0_0_0_1px_var(--color-loss)]";
    if (props.isChosen && props.column === NONE) return "bg-pressed font-medium text-ink";
    if (props.isChosen) return "border-accent-fill bg-accent-fill font-strong text-on-accent";
    if (props.lock) return "cursor-not-allowed text-off";
    if (props.isIncluded) return "border-accent-edge bg-accent-wash text-accent hover:bg-hover";
    return "text-ink-2 hover:bg-hover";
  };
  const Icon = props.isRefused ? Ban : props.lock ? Lock : undefined;
  const inside = (
    <>
      {Icon && <Icon size={12} strokeWidth={2} aria-hidden />}
      {NAMES[props.column]}
    </>
  );
  const look = classes(CELL, "transition-colors focus-visible:z-1 focus-visible:-outline-offset-2", tone());
  if (!props.lock) {
    return (
      <RadioGroup.Item value={props.column} className={look}>
        {inside}
      </RadioGroup.Item>
    );
  }
  return (
    <Reason text={props.lock}>
      {({ describedBy, onPress }) => (
        <RadioGroup.Item
          value={props.column}
          aria-disabled
          aria-describedby={describedBy}
          onClick={(event) => {
            event.preventDefault();
            onPress();
          }}
          className={look}
        >
          {inside}
        </RadioGroup.Item>
      )}
    </Reason>
  );
}
