import { useState } from "react";
import { Form } from "../../../../parts/form";
import { Button } from "../../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../../ui/dialog";
import { CheckRow, Field, Input } from "../../../../ui/field";
import { type Rule, withRole } from "./policy-roles";

const idOf = (rule: Rule) => `${rule.kind} ${rule.slug}`;

/** Names a role on the permissions and actions that it shall have, in the draft: there is no other way for it to be. */
export function AddRole(props: {
  rules: Rule[];
  roles: string[];
  source: string;
  onAdd: (role: string, source: string) => void;
  onClose: () => void;
}) {
  const { rules, roles, source } = props;
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const role = name.trim();
  const isTaken = roles.includes(role);
  const toggle = (id: string) =>
    setChosen((was) => new Set(was.has(id) ? [...was].filter((each) => each !== id) : [...was, id]));
  const reason =
    role === ""
      ? "Type its name first."
      : isTaken
        ? "There is a role of that name."
        : chosen.size === 0
          ? "Choose a permission or an action: a role is what names it."
          : undefined;
  const add = () => {
    if (reason) return;
    const next = rules
      .filter((rule) => chosen.has(idOf(rule)))
      .reduce<string | undefined>((text, rule) => text && withRole(text, rule, role, true), source);
    if (next !== undefined) props.onAdd(role, next);
  };
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title="Add role"
      about="A role is a name on permissions and actions. Tokens carry it in their claim of roles."
    >
      <Form onSubmit={add}>
        <DialogBody>
          <Field label="Name" error={isTaken ? "There is a role of that name." : null}>
            {(parts) => (
              <Input
                {...parts}
                isMono
                autoFocus
                autoComplete="off"
                placeholder="auditor"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <fieldset>
            <legend className="mb-1 font-medium">May use</legend>
            <div className="flex max-h-[40dvh] flex-col gap-2 overflow-auto py-1">
              {rules.map((rule) => (
                <CheckRow
                  key={idOf(rule)}
                  label={<span className="inline-block first-letter:uppercase">{rule.name}</span>}
                  hint={
                    <>
                      {rule.kind === "action" ? "action on " : ""}
                      <code>{rule.tables.join(", ")}</code>
                    </>
                  }
                  checked={chosen.has(idOf(rule))}
                  onChange={() => toggle(idOf(rule))}
                />
              ))}
            </div>
          </fieldset>
        </DialogBody>
        <DialogFoot note="In the draft; nobody has it until that is deployed.">
          <Button size="large" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" size="large" look="primary" reason={reason}>
            Add role
          </Button>
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
