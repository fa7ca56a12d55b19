import type { ApiError } from "../api/error";
import { Field, Input } from "../ui/field";
import { errorOf, text } from "./form";

export const NEW_ACCOUNT_FIELDS = ["code", "email", "password", "display_name", "organization"];

/** What a new account and its organization are made of. */
export function NewAccountFields({ error }: { error: ApiError | null }) {
  const wrong = (name: string) => errorOf(error, name, NEW_ACCOUNT_FIELDS);
  return (
    <>
      <Field label="E-mail" error={wrong("email")}>
        {(field) => <Input {...field} name="email" type="email" autoComplete="username" required />}
      </Field>
      <Field label="Password" hint="At least 12 characters; a sentence is best." error={wrong("password")}>
        {(field) => <Input {...field} name="password" type="password" autoComplete="new-password" required />}
      </Field>
      <Field label="Your name" error={wrong("display_name")}>
        {(field) => <Input {...field} name="display_name" autoComplete="name" required maxLength={100} />}
      </Field>
      <Field
        label="Organization"
        hint="Holds your projects and databases; you become its owner."
        error={wrong("organization")}
      >
        {(field) => <Input {...field} name="organization" autoComplete="organization" required maxLength={100} />}
      </Field>
    </>
  );
}

export function readNewAccount(data: FormData) {
  return {
    email: text(data, "email"),
    password: String(data.get("password")),
    display_name: text(data, "display_name"),
    organization: text(data, "organization"),
  };
}
