import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type Role, roleTemplates } from "../../../api/roles";
import { Button } from "../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";

/** What a new role begins with. Nothing is made until the builder saves it. */
export function CreateRole(props: { organization: string; roles: Role[]; onClose: () => void }) {
  const navigate = useNavigate();
  const templates = useQuery(roleTemplates()).data ?? [];
  const begin = (search: { from?: string; template?: string }) =>
    void navigate({ to: "/org/$organization/team/roles/new", params: { organization: props.organization }, search });
  return (
    <Dialog isOpen onClose={props.onClose} title="Create role" about="Begin with nothing, or with what is close to it.">
      <DialogBody>
        <ul className="flex flex-col">
          <Begin name="Empty role" about="Choose every permission yourself." onPress={() => begin({})} />
          {templates.map((template) => (
            <Begin
              key={template.name}
              name={template.name}
              about={template.description}
              onPress={() => begin({ template: template.name })}
            />
          ))}
          {props.roles.map((role) => (
            <Begin
              key={role.id}
              name={`Copy of ${role.name}`}
              about={role.description || role.sentences.join(". ")}
              onPress={() => begin({ from: role.id })}
            />
          ))}
        </ul>
      </DialogBody>
      <DialogFoot note="Nothing is saved yet.">
        <Button size="large" onClick={props.onClose}>
          Cancel
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function Begin({ name, about, onPress }: { name: string; about: string; onPress: () => void }) {
  return (
    <li className="border-line not-last:border-b">
      <button
        type="button"
        onClick={onPress}
        className="w-full cursor-default rounded-1 px-2 py-2 text-start hover:bg-hover"
      >
        <span className="block font-medium">{name}</span>
        <span className="block text-cap text-ink-3">{about}</span>
      </button>
    </li>
  );
}
