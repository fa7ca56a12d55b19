import { Plug } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button";
import { ConnectDialog } from "./connect-dialog";
import { useThings } from "./place";

/** How a program reaches the instance; off until one is chosen. */
export function Connect() {
  const { organizationId, projectId, instanceId, instance } = useThings();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <span className="max-m:[&>button]:w-9 max-m:[&>button]:border-transparent max-m:[&>button]:bg-transparent max-m:[&>button]:p-0 max-m:[&>button]:text-[0px]">
      <Button icon={Plug} reason={instanceId ? undefined : "Choose an instance first."} onClick={() => setIsOpen(true)}>
        Connect
      </Button>
      {isOpen && instance && organizationId && projectId && (
        <ConnectDialog
          place={{ organization: organizationId, project: projectId, instance: instance.id }}
          instance={instance}
          onClose={() => setIsOpen(false)}
        />
      )}
    </span>
  );
}
