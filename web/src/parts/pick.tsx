import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { databases } from "../api/databases";
import { type Member, memberList } from "../api/members";
import type { Body } from "../api/nouns";
import { projects } from "../api/projects";
import { Avatar } from "../ui/avatar";
import { Picker } from "./picker";

type Props<Item> = {
  organization: string;
  label?: string;
  reason?: (item: Item) => string | undefined;
  onPick: (item: Item) => void;
  autoFocus?: boolean;
};

/** Finds a member by name or address. */
export function PickMember({ organization, label = "Find a member", ...rest }: Props<Member>) {
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const query = useInfiniteQuery({
    ...memberList(organization, { search }),
    placeholderData: (before) => before,
  });
  return (
    <Picker {...rest} label={label} text={text} onText={setText} query={query} empty="Nobody is called that.">
      {(member) => (
        <span className="flex items-center gap-2">
          <Avatar name={member.display_name} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {member.display_name} <span className="text-cap text-ink-3">{member.email}</span>
          </span>
        </span>
      )}
    </Picker>
  );
}

/** Finds a database that the caller may see. */
export function PickDatabase({ organization, label = "Find a database", ...rest }: Props<Body<"Database">>) {
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const query = useInfiniteQuery({ ...databases(organization, search), placeholderData: (before) => before });
  return (
    <Picker {...rest} label={label} text={text} onText={setText} query={query} empty="No database is called that.">
      {(database) => <code className="[overflow-wrap:anywhere]">{database.name}</code>}
    </Picker>
  );
}

/** Finds a project that the caller may see. */
export function PickProject({ organization, label = "Find a project", ...rest }: Props<Body<"Project">>) {
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const query = useInfiniteQuery({ ...projects(organization, search), placeholderData: (before) => before });
  return (
    <Picker {...rest} label={label} text={text} onText={setText} query={query} empty="No project is called that.">
      {(project) => <span className="[overflow-wrap:anywhere]">{project.name}</span>}
    </Picker>
  );
}
