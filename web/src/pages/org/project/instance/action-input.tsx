import { Field, Input, Select, TextArea } from "../../../../ui/field";
import type { InputField } from "./policy-actions";

/** What an action takes: a field for each simple property, JSON for the rest. */
export function ActionInput(props: {
  fields: readonly InputField[];
  typed: Readonly<Record<string, string>>;
  problems: Readonly<Record<string, string>>;
  onChange: (name: string, value: string) => void;
}) {
  return (
    <div className="grid grid-cols-2 gap-3 max-m:grid-cols-1">
      {props.fields.map((field) => (
        <Field
          key={field.name}
          label={
            <>
              <code>{field.name}</code>
              {!field.isRequired && <span className="font-normal text-ink-3"> optional</span>}
            </>
          }
          hint={field.hint || undefined}
          error={props.problems[field.name] ?? null}
          className={field.kind === "json" ? "col-span-full" : ""}
        >
          {(parts) => {
            const value = props.typed[field.name] ?? "";
            const onChange = (event: { target: { value: string } }) => props.onChange(field.name, event.target.value);
            if (field.kind === "json")
              return <TextArea {...parts} rows={3} spellCheck={false} value={value} onChange={onChange} />;
            if (field.kind === "flag" || field.kind === "choice")
              return (
                <Select {...parts} value={value} onChange={onChange}>
                  <option value="">{field.isRequired ? "Choose one" : "Left out"}</option>
                  {(field.kind === "flag" ? ["true", "false"] : field.choices).map((choice) => (
                    <option key={choice}>{choice}</option>
                  ))}
                </Select>
              );
            return (
              <Input
                {...parts}
                isMono
                autoComplete="off"
                inputMode={field.kind === "text" ? "text" : "decimal"}
                value={value}
                onChange={onChange}
              />
            );
          }}
        </Field>
      ))}
    </div>
  );
}
