import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { counts } from "../../../api/team";
import { useHeld } from "../../../parts/place";
import { paths } from "../../../paths";
import { PageHead } from "../../../ui/page";
import { Tabs } from "../../../ui/tabs";

/** The head of every Team page; its acts are those of the open tab. */
export function TeamHead({ organization, children }: { organization: string; children?: ReactNode }) {
  const held = useHeld(organization);
  const count = useQuery({ ...counts(organization, held ?? { can: [] }), enabled: held !== undefined }).data;
  return (
    <>
      <PageHead title="Team">{children}</PageHead>
      <Tabs
        label="Team"
        tabs={[
          { to: paths.team(organization), label: "Members", count: count?.members },
          { to: paths.roles(organization), label: "Roles", count: count?.roles },
          { to: paths.teams(organization), label: "Teams", count: count?.teams },
          { to: paths.serviceTokens(organization), label: "Service tokens", count: count?.serviceTokens },
          { to: paths.requests(organization), label: "Requests", count: count?.requests },
        ]}
      />
    </>
  );
}
