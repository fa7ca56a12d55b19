import { expect, test } from "vitest";
import { paths } from "./paths";

test("the addresses that people bookmark", () => {
  const [organization, project, instance, database] = ["o1", "p1", "i1", "d1"];
  expect([
    paths.home(),
    paths.firstRun(),
    paths.signIn(),
    paths.signIn("/org/o1/projects?state=failed"),
    paths.signUp(),
    paths.account(),
    paths.security(),
    paths.accessTokens(),
    paths.projects(organization),
    paths.databases(organization),
    paths.database(organization, database),
    paths.team(organization),
    paths.member(organization, "m1"),
    paths.teams(organization),
    paths.oneTeam(organization, "t1"),
    paths.invitation("secret"),
    paths.audit(organization),
    paths.organizationSettings(organization),
    paths.project(organization, project),
    paths.instance(organization, project, instance),
    paths.instance(organization, project, instance, "permissions"),
  ]).toMatchInlineSnapshot(`
    [
      "/",
      "/first-run",
      "/sign-in",
      "/sign-in?to=%2Forg%2Fo1%2Fprojects%3Fstate%3Dfailed",
      "/sign-up",
      "/account/me",
      "/account/security",
      "/account/access-tokens",
      "/org/o1/projects",
      "/org/o1/databases",
      "/org/o1/databases/d1",
      "/org/o1/team",
      "/org/o1/team/members/m1",
      "/org/o1/team/teams",
      "/org/o1/team/teams/t1",
      "/invitations/secret",
      "/org/o1/audit",
      "/org/o1/settings",
      "/org/o1/project/p1",
      "/org/o1/project/p1/i1/connections",
      "/org/o1/project/p1/i1/permissions",
    ]
  `);
});
