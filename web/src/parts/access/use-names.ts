import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Thing, Who } from "../../api/access";
import { me, tokens } from "../../api/account";
import { can } from "../../api/can";
import { database } from "../../api/databases";
import { instance } from "../../api/instances";
import { member } from "../../api/members";
import { project } from "../../api/projects";
import { serviceToken } from "../../api/service-tokens";
import { team } from "../../api/teams";

export type Name = { kind: string; name: string };

/** What somebody is called; nothing while it is not known, or may not be. */
export function useWhoName(organization: string, who: Who | undefined): Name | undefined {
  const [kind, id = ""] = Object.entries(who ?? {})[0] ?? [];
  const account = useQuery(me()).data;
  const held = account?.organizations.find((each) => each.id === organization);
  const self = held?.member;
  const isSelf = kind === "member" && id === self;
  const oneMember = useQuery({
    ...member(organization, id),
    enabled: kind === "member" && !isSelf && can(held, "members.view"),
  });
  const oneTeam = useQuery({ ...team(organization, id), enabled: kind === "team" && can(held, "teams.view") });
  const service = useQuery({
    ...serviceToken(organization, id),
    enabled: kind === "token" && can(held, "service_tokens.view"),
  });
  const own = useInfiniteQuery({ ...tokens(), enabled: kind === "token" });
  if (isSelf && account) return { kind: "member", name: account.account.display_name };
  if (oneMember.data) return { kind: "member", name: oneMember.data.display_name };
  if (oneTeam.data) return { kind: "team", name: oneTeam.data.name };
  if (service.data) return { kind: "service_token", name: service.data.name };
  const token = own.data?.items.find((each) => each.id === id);
  return token && kind === "token" ? { kind: "personal_token", name: token.name } : undefined;
}

/** A thing by its name and those it is in, outermost first; the organization alone where nothing is named. */
export function useThingNames(organization: string, thing: Thing): string[] {
  const { project: projectId = "", instance: instanceId = "", database: databaseId = "" } = thing;
  const whole = useQuery(me()).data?.organizations.find((each) => each.id === organization)?.name;
  const inDatabase = useQuery({ ...database(organization, databaseId), enabled: databaseId !== "" }).data;
  const owner = projectId || inDatabase?.project || "";
  const inProject = useQuery({ ...project(organization, owner), enabled: owner !== "" }).data;
  const inInstance = useQuery({
    ...instance(organization, projectId, instanceId),
    enabled: projectId !== "" && instanceId !== "",
  }).data;
  if (!projectId && !instanceId && !databaseId) return [whole ?? "the organization"];
  return [
    ...(owner ? [inProject?.name ?? "a project"] : []),
    ...(instanceId ? [inInstance?.name ?? "an instance"] : []),
    ...(databaseId ? [inDatabase?.name ?? "a database"] : []),
  ];
}
