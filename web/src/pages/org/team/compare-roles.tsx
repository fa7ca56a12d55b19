import { useQuery } from "@tanstack/react-query";
import { Check, Minus } from "lucide-react";
import { useState } from "react";
import { areas, type Role } from "../../../api/roles";
import { Button } from "../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Field, Select } from "../../../ui/field";
import { Segmented } from "../../../ui/segmented";
import { CELL, HEAD } from "../../../ui/table";

/** Two roles side by side, action by action; where they agree can be left out. */
export function CompareRoles(props: {
  organization: string;
  roles: Role[];
  first: Role | undefined;
  onClose: () => void;
}) {
  const [ids, setIds] = useState([props.first?.id ?? props.roles[0]?.id ?? "", otherThan(props.roles, props.first)]);
  const [shown, setShown] = useState<"different" | "all">("different");
  const known = useQuery(areas()).data ?? [];
  const [one, other] = ids.map((id) => props.roles.find((role) => role.id === id));
  const choose = (place: number, id: string) => setIds(ids.map((each, at) => (at === place ? id : each)));
  const rows = known
    .map((area) => ({ title: area.title, actions: area.levels.at(-1)?.actions ?? [] }))
    .concat({ title: "In no area", actions: outside(props.roles, known) })
    .map(({ title, actions }) => ({
      title,
      actions: actions.filter((action) => {
        const [first, second] = [one, other].map((role) => role?.actions.includes(action) ?? false);
        return shown === "all" ? first || second : first !== second;
      }),
    }))
    .filter(({ actions }) => actions.length > 0);
  return (
    <Dialog isOpen isWide onClose={props.onClose} title="Compare">
      <DialogBody>
        <div className="grid grid-cols-2 gap-3 max-m:grid-cols-1">
          {[0, 1].map((place) => (
            <Field key={place} label={place === 0 ? "Role" : "With"}>
              {(field) => (
                <Select {...field} value={ids[place]} onChange={(event) => choose(place, event.target.value)}>
                  {props.roles.map((role) => (
                    <option key={role.id} value={role.id}>
                      {role.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ))}
        </div>
        <div>
          <Segmented
            label="Which actions"
            value={shown}
            onChange={setShown}
            options={[
              { value: "different", label: "Where they differ" },
              { value: "all", label: "All" },
            ]}
          />
        </div>
        {rows.length === 0 ? (
          <p className="text-ink-2">They hold the same actions. Their scopes may still differ.</p>
        ) : (
          <div className="max-h-96 overflow-auto">
            <table className="w-full border-collapse">
              <caption className="sr-only">Actions of both roles</caption>
              <thead>
                <tr>
                  <th scope="col" className={`${HEAD} text-start`}>
                    Action
                  </th>
                  {[one, other].map((role, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the two columns never move
                    <th key={place} scope="col" className={`${HEAD} w-36 text-start`}>
                      {role?.name}
                    </th>
                  ))}
                </tr>
              </thead>
              {rows.map(({ title, actions }) => (
                <tbody key={title}>
                  <tr>
                    <th scope="rowgroup" colSpan={3} className={`${HEAD} text-start text-ink-2`}>
                      {title}
                    </th>
                  </tr>
                  {actions.map((action) => (
                    <tr key={action}>
                      <td className={CELL}>
                        <code>{action}</code>
                      </td>
                      {[one, other].map((role, place) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: the two columns never move
                        <td key={place} className={CELL}>
                          <Held is={role?.actions.includes(action) ?? false} />
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              ))}
            </table>
          </div>
        )}
      </DialogBody>
      <DialogFoot>
        <Button size="large" onClick={props.onClose}>
          Close
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function Held({ is }: { is: boolean }) {
  return is ? (
    <Check size={16} strokeWidth={2} aria-label="yes" className="text-gain" />
  ) : (
    <Minus size={16} strokeWidth={2} aria-label="no" className="text-ink-3" />
  );
}

function otherThan(roles: Role[], first: Role | undefined): string {
  return roles.find((role) => role.id !== (first ?? roles[0])?.id)?.id ?? "";
}

/** Actions that come with no level of any area. */
function outside(roles: Role[], known: { levels: { actions: string[] }[] }[]): string[] {
  const inside = new Set(known.flatMap((area) => area.levels.at(-1)?.actions ?? []));
  return [...new Set(roles.flatMap((role) => role.actions))].filter((action) => !inside.has(action)).sort();
}
