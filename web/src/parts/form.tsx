import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { type ApiError, complaint, fieldOf } from "../api/error";
import { Button } from "../ui/button";
import { Conflict } from "./conflict";
import { Failure } from "./loaded";

/** A form whose fields keep what was typed when a save fails. */
export function Form(props: {
  onSubmit: (data: FormData) => void;
  /** Something in it was changed by whoever sits before it. */
  onTyped?: () => void;
  className?: string;
  children: ReactNode;
}) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A dialog's form stands inside the page's tree, though not inside its DOM.
    event.stopPropagation();
    props.onSubmit(new FormData(event.currentTarget));
  };
  return (
    <form noValidate onSubmit={submit} onChange={props.onTyped} className={props.className}>
      {props.children}
    </form>
  );
}

/** A field of a form as trimmed text. */
export function text(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** The error of one field, as a sentence. */
export function errorOf(error: ApiError | null, name: string, names: readonly string[]): string | null {
  return error && fieldOf(error, names) === name ? complaint(error) : null;
}

/** What failed and belongs to no field; a conflict becomes its dialog. */
export function FormError({
  error,
  names = [],
  onClear,
  onNewest,
}: {
  error: ApiError | null;
  names?: readonly string[];
  onClear: () => void;
  /** The newest version was fetched after a conflict, and what is typed may go over it. */
  onNewest?: () => void;
}) {
  if (!error) return null;
  if (error.status === 412) return <Conflict onClose={onClear} onNewest={onNewest} />;
  if (fieldOf(error, names)) return null;
  return <InSight error={error} />;
}

/** Cancel and the act, at the foot of a dialog. */
export function FormActs(props: {
  act: string;
  isBusy: boolean;
  onCancel: () => void;
  isDanger?: boolean;
  reason?: string | undefined;
}) {
  return (
    <>
      <Button size="large" onClick={props.onCancel}>
        Cancel
      </Button>
      <Button
        type="submit"
        size="large"
        look={props.isDanger ? "danger-fill" : "primary"}
        isBusy={props.isBusy}
        reason={props.reason}
      >
        {props.act}
      </Button>
    </>
  );
}

/** In a long form the failure may stand below the fold. */
function InSight({ error }: { error: ApiError }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no way to clean up.
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={place} className="scroll-mb-18">
      <Failure error={error} />
    </div>
  );
}
