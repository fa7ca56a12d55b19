import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { InstancePlace } from "../api/instances";
import { policyRoles, policyTypes } from "../api/policy";
import { Snippet } from "../ui/copy";
import { Field, Select } from "../ui/field";
import { Note } from "../ui/note";
import { Loaded } from "./loaded";

/** TypeScript types of what a chosen role reads and writes under the policy in force. */
export function ConnectTypes({ place }: { place: InstancePlace }) {
  const query = useQuery(policyRoles(place));
  return (
    <Loaded query={query}>
      {({ roles }) =>
        roles.length === 0 ? (
          <p className="text-ink-2">No policy is deployed here yet, so there is nothing that a program could read.</p>
        ) : (
          <OfRole place={place} roles={roles.map(({ role }) => role)} />
        )
      }
    </Loaded>
  );
}

function OfRole({ place, roles }: { place: InstancePlace; roles: string[] }) {
  const [chosen, setChosen] = useState(roles[0] ?? "");
  const query = useQuery(policyTypes(place, chosen));
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="As the role"
        hint="Save it as database.ts, and write new PostgrestClient<Database>(…). What the role may not know of is not in it."
        error={null}
      >
        {(field) => (
          <Select {...field} value={chosen} onChange={(event) => setChosen(event.target.value)}>
            {roles.map((role) => (
              <option key={role}>{role}</option>
            ))}
          </Select>
        )}
      </Field>
      <Loaded query={query}>
        {({ typescript, away }) => (
          <>
            {away.length > 0 && (
              <Note kind="warn">The database of {away.join(", ")} does not answer, so nothing of it is here.</Note>
            )}
            <Snippet text={typescript} label="TypeScript types" />
          </>
        )}
      </Loaded>
    </div>
  );
}
