import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../api/can";
import { instances } from "../../../api/instances";
import type { Body } from "../../../api/nouns";
import { project, renameProject } from "../../../api/projects";
import { useAct } from "../../../api/use-act";
import { AddInstance } from "../../../parts/add-instance";
import { errorOf, Form, FormError, text } from "../../../parts/form";
import { InstanceState } from "../../../parts/instance-state";
import { Loaded } from "../../../parts/loaded";
import { useSeen } from "../../../parts/use-seen";
import { paths } from "../../../paths";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { Field, Input } from "../../../ui/field";
import { Empty } from "../../../ui/note";
import { PageHead, Section } from "../../../ui/page";
import { Table } from "../../../ui/table";
import { Time } from "../../../ui/time";
import { DeleteProject } from "./delete-project";

export function ProjectPage() {
  const { organization, project: id } = useParams({ from: "/inside/org/$organization/project/$project" });
  const query = useQuery(project(organization, id));
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Loaded query={query} isPage>
      {(held) => (
        <>
          <PageHead title={held.name}>
            <Button
              look="primary"
              icon={Plus}
              denied={denial(held, "instances.create")}
              onClick={() => setIsAdding(true)}
            >
              Add Instance
            </Button>
          </PageHead>
          <Instances organization={organization} project={id} />
          <Rename key={held.id} organization={organization} held={held} />
          <DeleteProject organization={organization} held={held} />
          {isAdding && <AddInstance organization={organization} project={id} onClose={() => setIsAdding(false)} />}
        </>
      )}
    </Loaded>
  );
}

function Instances({ organization, project: id }: { organization: string; project: string }) {
  const query = useQuery(instances(organization, id));
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty>This project has no instances.</Empty>
        ) : (
          <Table
            caption="Instances"
            rows={items}
            rowKey={(instance) => instance.id}
            columns={[
              {
                name: "Instance",
                kind: "main",
                width: "32%",
                cell: (instance) => (
                  <span className="flex items-center gap-2">
                    <Link
                      to={paths.instance(organization, id, instance.id)}
                      className="font-strong text-ink no-underline [overflow-wrap:anywhere] hover:underline"
                    >
                      {instance.name}
                    </Link>
                    {instance.production && <Badge>production</Badge>}
                  </span>
                ),
              },
              {
                name: "State",
                cell: (instance) => (
                  <>
                    <InstanceState state={instance.state} />
                    {instance.state_reason && <p className="text-cap text-ink-3">{instance.state_reason}</p>}
                  </>
                ),
              },
              {
                name: "Since",
                cell: (instance) =>
                  instance.state === "empty" ? "never deployed" : <Time at={instance.state_since} />,
              },
              { name: "Region", cell: (instance) => <span className="uppercase">{instance.region}</span> },
              { name: "Service", cell: (instance) => <code>{instance.service_version}</code> },
            ]}
          />
        )
      }
    </Loaded>
  );
}

const FIELDS = ["name"];

function Rename({ organization, held }: { organization: string; held: Body<"Project"> }) {
  const { seen, onTyped, onSaved, onNewest } = useSeen(held);
  const act = useAct(
    (data: FormData) => renameProject(organization, held.id, seen.version, text(data, "name")),
    onSaved,
  );
  return (
    <Section title="Name">
      <Form onSubmit={act.run} onTyped={onTyped} className="flex flex-col gap-3">
        <Field label="Project name" error={errorOf(act.error, "name", FIELDS)}>
          {(field) => <Input {...field} name="name" defaultValue={seen.name} maxLength={100} />}
        </Field>
        <FormError error={act.error} names={FIELDS} onClear={act.clear} onNewest={onNewest} />
        <div>
          <Button type="submit" isBusy={act.isBusy} denied={denial(held, "projects.update")}>
            Rename project
          </Button>
        </div>
      </Form>
    </Section>
  );
}
