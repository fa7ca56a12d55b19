import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import type { Thing } from "../../api/access";
import { databases } from "../../api/databases";
import { instances } from "../../api/instances";
import { projects } from "../../api/projects";
import { Badge } from "../../ui/badge";
import { Picker } from "../picker";
import { mayBeNamed } from "./question";

type Kind = "organization" | keyof Thing;
type Item = { id: string; kind: Kind; name: string; inside?: string; isProduction?: boolean; thing: Thing };

type Props = {
  organization: string;
  organizationName: string;
  /** What the action is judged on; what it cannot be asked on says so. */
  target: string | undefined;
  onPick: (thing: Thing) => void;
  autoFocus?: boolean;
};

/** The organization, a project, an instance or a database; `tracker / prod` finds an instance in its project. */
export function PickThing({ organization, organizationName, target, onPick, autoFocus }: Props) {
  const [text, setText] = useState("");
  const [outer = "", inner = ""] = useDeferredValue(text.trim())
    .split("/")
    .map((part) => part.trim());
  const inProjects = useInfiniteQuery({ ...projects(organization, outer), placeholderData: (before) => before });
  const inDatabases = useInfiniteQuery({ ...databases(organization, outer), placeholderData: (before) => before });
  const found = inProjects.data?.items ?? [];
  const perProject = useQueries({ queries: found.map((each) => instances(organization, each.id)) });
  const has = (name: string, part: string) => name.toLowerCase().includes(part.toLowerCase());
  const items: Item[] = [
    ...(has(organizationName, outer) && inner === ""
      ? [{ id: organization, kind: "organization" as const, name: organizationName, thing: {} }]
      : []),
    ...found.flatMap((project, place): Item[] => [
      ...(inner === ""
        ? [{ id: project.id, kind: "project" as const, name: project.name, thing: { project: project.id } }]
        : []),
      ...(perProject[place]?.data?.items ?? [])
        .filter((instance) => has(instance.name, inner))
        .map((instance) => ({
          id: instance.id,
          kind: "instance" as const,
          name: instance.name,
          inside: project.name,
          isProduction: instance.production,
          thing: { project: project.id, instance: instance.id },
        })),
    ]),
    ...(inner === "" ? (inDatabases.data?.items ?? []) : []).map((database) => ({
      id: database.id,
      kind: "database" as const,
      name: database.name,
      thing: { project: database.project, database: database.id },
    })),
  ];
  const total = (inProjects.data?.total ?? 0) + (inDatabases.data?.total ?? 0);
  return (
    <Picker
      label="Find a project or database"
      text={text}
      onText={setText}
      query={{
        data: inProjects.data || inDatabases.data ? { items, total } : undefined,
        // Who may see no databases still finds their projects, and the other way round.
        error: inProjects.error && inDatabases.error ? inProjects.error : null,
        hasNextPage: inProjects.hasNextPage || inDatabases.hasNextPage,
        isFetchingNextPage: inProjects.isFetchingNextPage || inDatabases.isFetchingNextPage,
        fetchNextPage: () => {
          if (inProjects.hasNextPage) void inProjects.fetchNextPage();
          if (inDatabases.hasNextPage) void inDatabases.fetchNextPage();
        },
      }}
      reason={({ kind }) =>
        mayBeNamed(kind, target) ? undefined : `What you ask about is judged on ${ARTICLE[target ?? ""]}.`
      }
      empty="Nothing is called that. Instances are found below their project."
      autoFocus={autoFocus ?? false}
      onPick={({ thing }) => onPick(thing)}
    >
      {(item) => (
        <span className={item.kind === "instance" ? "block pl-4" : "block"}>
          <span className="[overflow-wrap:anywhere]">
            {item.inside && <span className="text-ink-3">{item.inside} / </span>}
            {item.name}
          </span>{" "}
          <span className="text-cap text-ink-3">{item.kind}</span> {item.isProduction && <Badge>production</Badge>}
        </span>
      )}
    </Picker>
  );
}

const ARTICLE: Record<string, string> = {
  organization: "the organization",
  project: "a project",
  instance: "an instance",
  database: "a database",
};
