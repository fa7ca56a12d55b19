import { ChevronDown, CircleAlert, Search } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "./class";
import { Prose } from "./prose";
import { type Denial, isDenial, Reason } from "./reason";

const BOX =
  "rounded-2 border border-line-field bg-surface text-ink in-[[role=dialog]]:bg-float focus:border-transparent focus:outline-2 focus:-outline-offset-1 focus:outline-accent aria-invalid:border-loss [&[readonly]]:bg-sunken [&[readonly]]:text-ink-2 disabled:bg-sunken disabled:text-ink-2";
const LINE = "h-8 px-2.5 max-m:h-9";

type FieldParts = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  readOnly: true | undefined;
  title: string | undefined;
};

/**
 * A label above, the control, and below it a hint that gives way to the error. With `denied`, the reason of the button
 * that would save it, the control is only read.
 */
export function Field(props: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  denied?: string | Denial | undefined;
  className?: string;
  children: (parts: FieldParts) => ReactNode;
}) {
  const id = useId();
  const note = `${id}note`;
  const hasNote = Boolean(props.error || props.hint);
  const why = isDenial(props.denied) ? props.denied.text : props.denied;
  const described = classes(hasNote && note, why && `${id}why`);
  return (
    <div className={props.className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {props.label}
      </label>
      {props.children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": props.error ? true : undefined,
        readOnly: why ? true : undefined,
        title: why,
      })}
      {why && (
        <span id={`${id}why`} hidden>
          {why}
        </span>
      )}
      <div id={note} aria-live="polite">
        {props.error ? (
          <FieldError>
            <Prose text={props.error} />
          </FieldError>
        ) : (
          props.hint && <p className="mt-1 text-cap text-ink-3">{props.hint}</p>
        )}
      </div>
    </div>
  );
}

/** What is wrong with one field, in its own place. */
export function FieldError({ children }: { children: ReactNode }) {
  return (
    <p className="mt-1 flex items-start gap-1.5 text-cap text-loss">
      <CircleAlert size={14} strokeWidth={2} aria-hidden className="mt-px" />
      <span className="min-w-0 first-letter:uppercase">{children}</span>
    </p>
  );
}

/** `width` replaces the full width. */
export function Input({
  className,
  isMono,
  width = "w-full",
  ...rest
}: Omit<ComponentProps<"input">, "width"> & { isMono?: boolean; width?: string }) {
  return <input {...rest} className={classes(BOX, width, LINE, isMono && "font-mono text-code", className)} />;
}

export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea {...rest} className={classes(BOX, "w-full px-2.5 py-1.5 font-mono text-code", className)} />;
}

/** `isTool` is as high as the other controls of a row of filters. */
export function Select({
  className,
  children,
  isTool,
  readOnly,
  ...rest
}: ComponentProps<"select"> & { isTool?: boolean; readOnly?: true | undefined }) {
  return (
    <span className={classes("relative flex", className)}>
      <select
        {...rest}
        disabled={rest.disabled || readOnly}
        className={classes(BOX, isTool ? "h-(--ctl) px-2.5" : LINE, "w-full appearance-none pr-7 text-ellipsis")}
      >
        {children}
      </select>
      <ChevronDown
        size={14}
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}

/** Filters the list below it. */
export function SearchBox({
  label,
  width = "w-60 max-m:w-full",
  ...rest
}: Omit<ComponentProps<"input">, "width"> & { label: string; width?: string }) {
  return (
    <span className={classes("relative flex", width)}>
      <Search
        size={16}
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-ink-3"
      />
      <input
        {...rest}
        type="search"
        aria-label={label}
        placeholder={label}
        className={classes(BOX, "w-full h-(--ctl) pr-2 pl-8")}
      />
    </span>
  );
}

export function Checkbox({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      {...rest}
      type="checkbox"
      className={classes(
        "my-0.5 grid size-4 shrink-0 appearance-none place-content-center rounded-1 border border-line-field bg-surface max-m:size-5",
        "checked:border-accent-fill checked:bg-accent-fill disabled:opacity-60 aria-disabled:cursor-not-allowed aria-disabled:opacity-60",
        "checked:after:h-[5px] checked:after:w-[9px] checked:after:-translate-y-px checked:after:-rotate-45 checked:after:border-b-2 checked:after:border-l-2 checked:after:border-on-accent",
        className,
      )}
    />
  );
}

/** A checkbox with its sentence, and a caption below. With a `reason` it stays as it is, can be reached, and says why. */
export function CheckRow({
  label,
  hint,
  reason,
  ...rest
}: ComponentProps<"input"> & { label: ReactNode; hint?: ReactNode; reason?: string | undefined }) {
  const id = useId();
  const described = hint ? `${id}hint` : undefined;
  return (
    <div className="flex gap-2">
      {reason ? (
        <Reason text={reason}>
          {({ describedBy, onPress }) => (
            <Checkbox
              {...rest}
              id={id}
              aria-disabled
              aria-describedby={classes(described, describedBy)}
              onChange={() => undefined}
              onClick={(event) => {
                event.preventDefault();
                onPress();
              }}
            />
          )}
        </Reason>
      ) : (
        <Checkbox {...rest} id={id} aria-describedby={described} />
      )}
      <div className="min-w-0">
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p id={`${id}hint`} className="text-cap text-ink-3">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
