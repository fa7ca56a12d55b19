import { Check, Pencil, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../../../ui/button";
import { classes } from "../../../../../ui/class";
import { useWork } from "./context";
import { rolesOf } from "./permission";
import { toggleRole } from "./permission-edits";
import { TogglePill } from "./tokens";

/** The roles that a permission is for; Edit shows all that the document names, and takes others. */
export function Roles() {
  const { text, permission, model, edit, isReadOnly } = useWork();
  const [isEditing, setIsEditing] = useState(false);
  const [typed, setTyped] = useState("");
  const [others, setOthers] = useState<string[]>([]);
  const toggle = (role: string) => edit(toggleRole(text, permission, role));
  const all = [...new Set([...permission.roles, ...rolesOf(model), ...others])];
  const add = () => {
    const role = typed.trim();
    setTyped("");
    if (!role) return;
    setOthers((before) => [...before, role]);
    if (!permission.roles.includes(role)) toggle(role);
  };
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-1.5 py-2.5">
      <legend className="sr-only">Roles</legend>
      <span aria-hidden className="mr-1 text-ink-2">
        Roles
      </span>
      {(isEditing ? all : permission.roles).map((role) => {
        const isOn = permission.roles.includes(role);
        const isLast = isOn && permission.roles.length === 1;
        if (!isEditing)
          return (
            <span key={role} className="inline-flex h-6 items-center rounded-1 border border-line-2 px-2 max-m:h-9">
              {role}
              {!isReadOnly && !isLast && (
                <button
                  type="button"
                  aria-label={`Take ${role} off`}
                  onClick={() => toggle(role)}
                  className="-mr-1 ml-1 grid size-5 place-content-center rounded-1 text-ink-3 hover:bg-hover hover:text-ink max-m:size-8"
                >
                  <X size={12} strokeWidth={2} aria-hidden />
                </button>
              )}
            </span>
          );
        return (
          <TogglePill
            key={role}
            isOn={isOn}
            label={role}
            reason={isLast ? "A permission is for at least one role." : undefined}
            onToggle={() => toggle(role)}
            className={classes(
              "h-6 rounded-1 border px-2 max-m:h-9",
              isOn
                ? "border-accent-fill bg-accent-fill text-on-accent"
                : "border-line-2 bg-surface text-ink-2 hover:bg-hover",
            )}
          />
        );
      })}
      {isEditing && (
        <input
          aria-label="Another role"
          placeholder="another role"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => event.key === "Enter" && add()}
          className="h-6 w-28 rounded-1 border border-dashed border-line-field bg-transparent px-2 max-m:h-9"
        />
      )}
      {!isReadOnly && (
        <Button look="ghost" size="small" icon={isEditing ? Check : Pencil} onClick={() => setIsEditing(!isEditing)}>
          {isEditing ? "Done" : "Edit roles"}
        </Button>
      )}
    </fieldset>
  );
}
