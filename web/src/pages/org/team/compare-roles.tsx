import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { compareRoles, type Role } from "../../../api/roles";
import { Loaded } from "../../../parts/loaded";
import { Button } from "../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Field, Select } from "../../../ui/field";

type Props = { organization: string; roles: Role[]; first: Role | undefined; onClose: () => void };

/** Two roles side by side: what only one gives, and what both do. */
export function CompareRoles({ organization, roles, first, onClose }: Props) {
  const start = first ?? roles[0];
  const [one, setOne] = useState(start?.id ?? "");
  const [other, setOther] = useState(roles.find((role) => role.id !== start?.id)?.id ?? "");
  const query = useQuery(compareRoles(organization, one, other));
  return (
    <Dialog isOpen isWide onClose={onClose} title="Compare">
      <DialogBody>
        <div className="grid grid-cols-2 gap-3 max-m:grid-cols-1">
          <Choose label="Role" roles={roles} value={one} onChange={setOne} />
          <Choose label="With" roles={roles} value={other} onChange={setOther} />
        </div>
        <Loaded query={query}>
          {(compared) => (
            <div className="flex flex-col gap-4">
              {!compared.same_scope && <p className="text-ink-2">They apply in different places.</p>}
              <div className="grid grid-cols-2 gap-x-6 gap-y-4 max-m:grid-cols-1">
                <Actions title={`Only ${compared.role.role.name}`} actions={compared.role.only} />
                <Actions title={`Only ${compared.other.role.name}`} actions={compared.other.only} />
              </div>
              <Actions title="Both" actions={compared.both} />
            </div>
          )}
        </Loaded>
      </DialogBody>
      <DialogFoot>
        <Button size="large" onClick={onClose}>
          Close
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function Choose(props: { label: string; roles: Role[]; value: string; onChange: (id: string) => void }) {
  return (
    <Field label={props.label}>
      {(field) => (
        <Select {...field} value={props.value} onChange={(event) => props.onChange(event.target.value)}>
          {props.roles.map((role) => (
            <option key={role.id} value={role.id}>
              {role.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Actions({ title, actions }: { title: string; actions: string[] }) {
  return (
    <section>
      <h3>
        {title} <span className="pl-1 text-cap font-normal text-ink-3">{actions.length}</span>
      </h3>
      {actions.length === 0 ? (
        <p className="text-ink-3">nothing</p>
      ) : (
        <ul className="mt-1 columns-2 max-m:columns-1">
          {actions.map((action) => (
            <li key={action}>
              <code>{action}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
