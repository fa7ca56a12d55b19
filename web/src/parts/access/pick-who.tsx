import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import type { Who } from "../../api/access";
import { tokens } from "../../api/account";
import { can } from "../../api/can";
import { memberList } from "../../api/members";
import { serviceTokens } from "../../api/service-tokens";
import { teamList } from "../../api/teams";
import { Avatar, TeamMark, TokenMark } from "../../ui/avatar";
import { Picker } from "../picker";
import { useHeld } from "../place";

type Kind = "member" | "team" | "service_token" | "personal_token";
type Item = { id: string; kind: Kind; name: string; hint: string; who: Who };

type Props = { organization: string; onPick: (who: Who) => void; autoFocus?: boolean };

/** Anyone who may hold authority: a member, a team, a service token, a personal token of one's own. */
export function PickWho({ organization, onPick, autoFocus }: Props) {
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const held = useHeld(organization);
  // A list that would be refused is not asked for.
  const rest = (right: string) => ({
    placeholderData: <Data,>(before: Data) => before,
    enabled: can(held, right),
  });
  const members = useInfiniteQuery({ ...memberList(organization, { search }), ...rest("members.view") });
  const teams = useInfiniteQuery({ ...teamList(organization, search), ...rest("teams.view") });
  const services = useInfiniteQuery({ ...serviceTokens(organization, search), ...rest("service_tokens.view") });
  const own = useInfiniteQuery(tokens());
  const lists = [members, teams, services];
  const items: Item[] = [
    ...(members.data?.items ?? []).map(({ id, display_name, email }) => ({
      id,
      kind: "member" as const,
      name: display_name,
      hint: email,
      who: { member: id },
    })),
    ...(teams.data?.items ?? []).map(({ id, name }) => ({
      id,
      kind: "team" as const,
      name,
      hint: "team",
      who: { team: id },
    })),
    ...(services.data?.items ?? []).map(({ id, name }) => ({
      id,
      kind: "service_token" as const,
      name,
      hint: "service token",
      who: { token: id },
    })),
    ...(own.data?.items ?? [])
      .filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
      .map(({ id, name }) => ({
        id,
        kind: "personal_token" as const,
        name,
        hint: "your personal token",
        who: { token: id },
      })),
  ];
  const isKnown = lists.some((list) => list.data);
  return (
    <Picker
      label="Find a member, team or token"
      text={text}
      onText={setText}
      query={{
        data: isKnown ? { items, total: lists.reduce((total, list) => total + (list.data?.total ?? 0), 0) } : undefined,
        error: isKnown ? null : members.error,
        hasNextPage: lists.some((list) => list.hasNextPage),
        isFetchingNextPage: lists.some((list) => list.isFetchingNextPage),
        fetchNextPage: () => {
          for (const list of lists) if (list.hasNextPage) void list.fetchNextPage();
        },
      }}
      empty="Nobody is called that."
      autoFocus={autoFocus ?? false}
      onPick={({ who }) => onPick(who)}
    >
      {(item) => (
        <span className="flex items-center gap-2">
          <WhoMark kind={item.kind} name={item.name} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {item.name} <span className="text-cap text-ink-3">{item.hint}</span>
          </span>
        </span>
      )}
    </Picker>
  );
}

/** A person round, a team square, a token as a key. */
export function WhoMark({ kind, name }: { kind: string; name: string }) {
  if (kind === "team") return <TeamMark name={name} />;
  if (kind === "member") return <Avatar name={name} />;
  return <TokenMark />;
}
