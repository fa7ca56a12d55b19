import { useState } from "react";
import { Form } from "../../../../../parts/form";
import { Button } from "../../../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../../../ui/dialog";
import { CheckRow, Field, Input, Select } from "../../../../../ui/field";
import { type Model, type Permission, rolesOf } from "./permission";
import {
  addPermission,
  duplicatePermission,
  renamePermission,
  setTable,
  slugFor,
  slugProblem,
} from "./permission-edits";
import { allTables, type Connection, tableName } from "./tables";

type Done = (text: string | undefined, slug: string) => void;

/** A new permission: what it is called, of which table, for whom. What it opens is said afterwards. */
export function AddPermission(props: {
  text: string;
  model: Model;
  connections: readonly Connection[];
  table: string | undefined;
  onDone: Done;
  onClose: () => void;
}) {
  const { text, model, connections } = props;
  const tables = allTables(connections);
  const known = rolesOf(model);
  const [name, setName] = useState("");
  const [table, setTable] = useState(props.table ?? (tables[0] ? tableName(tables[0]) : ""));
  const [roles, setRoles] = useState<string[]>([]);
  const [other, setOther] = useState("");
  const [isTried, setIsTried] = useState(false);
  const chosen = [...roles, ...other.split(",").map((role) => role.trim())].filter(Boolean);
  const slug = slugFor(
    name,
    model.permissions.map((each) => each.slug),
  );
  const problems = {
    name: name.trim() ? null : "What is it called?",
    table: table.trim() ? null : "Which table is it for?",
    roles: chosen.length > 0 ? null : "Who is it for? Name at least one role.",
  };
  const submit = () => {
    setIsTried(true);
    if (Object.values(problems).some(Boolean)) return;
    const found = tables.find((each) => tableName(each) === table);
    const key = found?.table.primary_key ?? [];
    const columns = key.length > 0 ? key : (found?.table.columns.slice(0, 1).map((column) => column.name) ?? ["id"]);
    props.onDone(addPermission(text, { slug, name: name.trim(), table, roles: [...new Set(chosen)], columns }), slug);
  };
  return (
    <Dialog isOpen onClose={props.onClose} title="Add permission">
      <Form onSubmit={submit}>
        <DialogBody>
          <Field
            label="Name"
            hint={name.trim() ? `In the document: ${slug}` : undefined}
            error={isTried ? problems.name : null}
          >
            {(parts) => <Input {...parts} autoFocus value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field label="Table" error={isTried ? problems.table : null}>
            {({ readOnly, ...parts }) =>
              tables.length > 0 ? (
                <Select {...parts} readOnly={readOnly} value={table} onChange={(event) => setTable(event.target.value)}>
                  {tables.map((each) => (
                    <option key={tableName(each)}>{tableName(each)}</option>
                  ))}
                </Select>
              ) : (
                <Input
                  {...parts}
                  isMono
                  placeholder="main.orders"
                  value={table}
                  onChange={(event) => setTable(event.target.value)}
                />
              )
            }
          </Field>
          {known.length > 0 && (
            <fieldset>
              <legend className="mb-1 font-medium">Roles</legend>
              <div className="flex flex-wrap gap-x-4 gap-y-1">
                {known.map((role) => (
                  <CheckRow
                    key={role}
                    label={role}
                    checked={roles.includes(role)}
                    onChange={(event) =>
                      setRoles(event.target.checked ? [...roles, role] : roles.filter((each) => each !== role))
                    }
                  />
                ))}
              </div>
            </fieldset>
          )}
          <Field
            label={known.length > 0 ? "Other roles" : "Roles"}
            hint="Parted by commas. A role exists by being named."
            error={isTried ? problems.roles : null}
          >
            {(parts) => <Input {...parts} value={other} onChange={(event) => setOther(event.target.value)} />}
          </Field>
        </DialogBody>
        <DialogFoot note="It begins with the key column, and nothing else.">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Add permission
          </Button>
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

/** Another name, slug and table; or, of a copy, its first ones. */
export function NamePermission(props: {
  text: string;
  model: Model;
  permission: Permission;
  connections: readonly Connection[];
  isCopy: boolean;
  onDone: Done;
  onClose: () => void;
}) {
  const { text, model, permission, isCopy } = props;
  const taken = model.permissions.map((each) => each.slug).filter((slug) => isCopy || slug !== permission.slug);
  const [name, setName] = useState(isCopy ? `${permission.title}, copy` : permission.name);
  const [slug, setSlug] = useState(isCopy ? slugFor(`${permission.slug} copy`, taken) : permission.slug);
  const [table, setTableName] = useState(permission.table);
  const names = [...new Set([permission.table, ...allTables(props.connections).map(tableName)])].filter(Boolean);
  const problem = slugProblem(slug, taken);
  const title = isCopy ? "Duplicate permission" : "Rename permission";
  const submit = () => {
    if (problem) return;
    const named = isCopy
      ? duplicatePermission(text, permission.slug, slug, name.trim())
      : renamePermission(text, permission, slug, name.trim());
    const isMoved = named !== undefined && table !== permission.table;
    props.onDone(isMoved ? setTable(named, slug, table) : named, slug);
  };
  return (
    <Dialog isOpen onClose={props.onClose} title={title}>
      <Form onSubmit={submit}>
        <DialogBody>
          <Field label="Name" hint="As people read it; may be empty.">
            {(parts) => <Input {...parts} autoFocus value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field label="Slug" hint="Its key in the document; explanations and the audit log name it." error={problem}>
            {(parts) => <Input {...parts} isMono value={slug} onChange={(event) => setSlug(event.target.value)} />}
          </Field>
          <Field label="Table" hint="Conditions and columns stay as they are written.">
            {({ readOnly, ...parts }) => (
              <Select
                {...parts}
                readOnly={readOnly}
                value={table}
                onChange={(event) => setTableName(event.target.value)}
              >
                {names.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </Select>
            )}
          </Field>
        </DialogBody>
        <DialogFoot>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            {title}
          </Button>
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
