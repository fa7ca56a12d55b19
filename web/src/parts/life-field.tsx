import { Field, Select } from "../ui/field";
import { LIVES, NEVER } from "./token-life";

/** How long a token lasts. */
export function LifeField(props: {
  error?: string | null;
  hint?: string | undefined;
  /** A service token may last for good. */
  mayNever?: boolean;
  /** When rotated, its end may stay where it is. */
  mayStay?: boolean;
}) {
  const lives = [...LIVES, ...(props.mayNever ? [NEVER] : [])];
  return (
    <Field label="Expires after" hint={props.hint} error={props.error ?? null}>
      {(field) => (
        <Select {...field} name="life" defaultValue={props.mayStay ? "" : "90"}>
          {props.mayStay && <option value="">As before</option>}
          {lives.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
