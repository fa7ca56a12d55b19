import { Button } from "../../../../ui/button";
import { Empty } from "../../../../ui/note";
import { LoadingRows } from "../../../../ui/table";
import { type DataSearch, splitRoles } from "./data-search";
import type { OutlineItem } from "./outline";

/** Nobody in particular: every permission is given to roles, so there is nothing to ask the server for. */
export function RoleWanted(props: {
  outline: readonly OutlineItem[] | undefined;
  likely: string | undefined;
  onChoose: (role: string) => void;
}) {
  const { outline, likely } = props;
  if (outline === undefined) return <LoadingRows />;
  if (likely === undefined)
    return (
      <Empty>
        A user without a role sees nothing, and no role could be read from a deployed policy. Type one above.
      </Empty>
    );
  return (
    <Empty act={<Button onClick={() => props.onChoose(likely)}>See as {likely}</Button>}>
      A user without a role sees nothing: every permission is given to roles. Choose a role above.
    </Empty>
  );
}

/** The data API answers such a user as if the table were not there; whoever looks in their place is told why. */
export function Unseen({ table, search }: { table: string; search: DataSearch }) {
  const roles = splitRoles(search.roles);
  const missing = [search.subject === "" && "a user id", search.claims === "" && "claims"].filter(Boolean);
  return (
    <Empty>
      <span className="block text-ink">
        This user sees nothing of <code>{table}</code>: no permission of the deployed policy opens it to{" "}
        {roles.length === 1 ? "the role" : "the roles"} <code>{roles.join(", ")}</code>
        {missing.length > 0 && ` without ${missing.join(" and ")}`}.
      </span>
      <span className="block">
        Choose another role above, or give the id and the claims that the policy reads with <code>$user</code>.
      </span>
    </Empty>
  );
}
