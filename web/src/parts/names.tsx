import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { database } from "../api/databases";
import { paths } from "../paths";

const LINK = "text-ink underline decoration-line-2 underline-offset-2 hover:decoration-ink [overflow-wrap:anywhere]";

type Props = { organization: string; id: string };

/** A database by its name, leading to it. */
export function DatabaseName({ organization, id }: Props) {
  const query = useQuery(database(organization, id));
  if (query.error) return "a database you may not see";
  return (
    <Link to={paths.database(organization, id)} className={LINK}>
      {query.data?.name ?? "…"}
    </Link>
  );
}
