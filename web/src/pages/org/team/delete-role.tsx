import { useState } from "react";
import { deleteRole, type Role } from "../../../api/roles";
import { useAct } from "../../../api/use-act";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { Field, Select } from "../../../ui/field";

/**
 * Deletes a role; whoever holds it gets another one, or loses it knowingly elsewhere first. Somebody may have got it since the
 * list was read: then the server's refusal names them, and another role is offered.
 */
export function DeleteRole(props: { organization: string; role: Role; roles: Role[]; onClose: () => void }) {
  const { role } = props;
  const [reassign, setReassign] = useState("");
  const act = useAct(() => deleteRole(props.organization, role.id, role.version, reassign || undefined), props.onClose);
  const isHeldMeanwhile = role.holders === 0 && act.error?.code === "role_in_use";
  return (
    <ConfirmDelete isOpen onClose={props.onClose} title="Delete role" name={role.name} button="Delete role" act={act}>
      {!isHeldMeanwhile && (
        <p>
          <b className="text-ink">{role.name}</b>{" "}
          {role.holders === 0
            ? "is held by nobody."
            : `is held by ${role.holders} ${role.holders === 1 ? "member" : "members"}.`}
        </p>
      )}
      {(role.holders > 0 || isHeldMeanwhile) && (
        <Field
          label="Its holders get instead"
          hint="Without another role the deletion is refused, so that nobody loses access by surprise."
        >
          {(field) => (
            <Select {...field} value={reassign} onChange={(event) => setReassign(event.target.value)}>
              <option value="">Nothing chosen</option>
              {props.roles
                .filter((each) => each.id !== role.id)
                .map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
            </Select>
          )}
        </Field>
      )}
    </ConfirmDelete>
  );
}
