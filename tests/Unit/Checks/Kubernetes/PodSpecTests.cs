using System.IO.Compression;
using System.Text.Json;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

/// <summary>What is kept of a pod, and what is not.</summary>
public sealed class PodSpecTests
{
    private const string Document = """
        {
          "metadata": { "name": "web-1", "namespace": "shop" },
          "spec": {
            "nodeName": "n1", "hostNetwork": true, "hostPID": true, "hostIPC": true, "serviceAccountName": "default",
            "securityContext": { "runAsNonRoot": true, "fsGroup": 7, "seccompProfile": { "type": "RuntimeDefault" }, "sysctls": [{ "name": "kernel.shm_rmid_forced", "value": "HIDDEN" }] },
            "imagePullSecrets": [{ "name": "registry" }],
            "volumes": [
              { "name": "tmp", "emptyDir": {} },
              { "name": "settings", "configMap": { "name": "settings" } },
              { "name": "kube-api-access", "projected": { "sources": [{ "serviceAccountToken": { "path": "token" } }, { "configMap": { "name": "kube-root-ca.crt" } }] } },
              { "name": "logs", "hostPath": { "path": "/var/log", "type": "" } },
              { "name": "keys", "secret": { "secretName": "keys", "items": [{ "key": "HIDDEN", "path": "HIDDEN" }] } },
              { "name": "both", "projected": { "sources": [{ "secret": { "name": "one" } }, { "secret": { "name": "two" } }] } },
              { "name": "store", "csi": { "driver": "secrets-store.csi.k8s.io", "volumeAttributes": { "secretProviderClass": "aws", "other": "HIDDEN" } } },
              { "name": "disk", "csi": { "driver": "inline.csi" } },
              { "name": "share", "nfs": { "server": "HIDDEN", "path": "HIDDEN" } }
            ],
            "containers": [{
              "name": "web", "image": "nginx:1.27", "command": ["HIDDEN"], "args": ["--password=HIDDEN", "--enable-network-policy=true"],
              "ports": [{ "containerPort": 80 }, { "containerPort": 81, "hostPort": 8081 }],
              "env": [{ "name": "A", "value": "HIDDEN" }, { "name": "B", "valueFrom": { "secretKeyRef": { "name": "db", "key": "HIDDEN" } } }],
              "envFrom": [{ "secretRef": { "name": "all" } }, { "configMapRef": { "name": "settings" } }],
              "volumeMounts": [{ "name": "logs", "mountPath": "HIDDEN", "readOnly": true }, { "name": "keys", "mountPath": "HIDDEN" }, { "name": "tmp", "mountPath": "/tmp" }],
              "resources": { "requests": { "cpu": "50m", "memory": "64Mi" }, "limits": { "memory": "128Mi" } },
              "readinessProbe": { "httpGet": { "path": "/HIDDEN", "port": 80 } },
              "securityContext": { "privileged": false, "allowPrivilegeEscalation": false, "runAsUser": 0, "capabilities": { "add": ["NET_ADMIN"], "drop": ["ALL"] } }
            }],
            "initContainers": [{ "name": "first", "image": "busybox", "livenessProbe": { "tcpSocket": { "host": "10.0.0.1", "port": 1 } } }],
            "ephemeralContainers": [{ "name": "debug", "image": "busybox", "securityContext": { "privileged": true } }]
          },
          "status": { "phase": "Running", "containerStatuses": [{ "name": "web", "image": "docker.io/library/nginx:1.27", "imageID": "docker.io/library/nginx@sha256:0a", "ready": true, "containerID": "HIDDEN" }] }
        }
        """;

    [Fact]
    public void Spec_OfTheApi_IsCutToWhatChecksJudge()
    {
        var spec = Read(Document).Spec;

        var web = Assert.Single(spec.Containers);
        Assert.Equal(("web", "nginx:1.27", true, false), (web.Name, web.Image, web.HasReadinessProbe, web.CallsOtherHosts));
        Assert.Equal([8081], web.HostPorts);
        Assert.Equal(["cpu", "memory"], web.Requests);
        Assert.Equal([new PodMount("logs", ReadOnly: true), new PodMount("keys")], web.Mounts);
        Assert.Equal(["db", "all"], web.SecretNames);
        Assert.Empty(web.Args);
        Assert.Equal((false, false, 0), (web.SecurityContext?.Privileged, web.SecurityContext?.AllowPrivilegeEscalation, web.SecurityContext?.RunAsUser));
        Assert.Equal(["ALL"], web.SecurityContext?.Capabilities?.Drop);
        Assert.Equal((true, true, true), (spec.HostNetwork, spec.HostPID, spec.HostIPC));
        Assert.Equal((true, "RuntimeDefault", "kernel.shm_rmid_forced"), (spec.SecurityContext?.RunAsNonRoot, spec.SecurityContext?.SeccompProfile?.Type, spec.SecurityContext?.Sysctls?[0].Name));
        Assert.Equal(["logs hostPath", "keys secret", "both projected", "store csi", "share nfs"], spec.Volumes.Select(v => $"{v.Name} {v.Kind}"));
        Assert.Equal(["logs", "share"], spec.Volumes.Where(v => v.IsRestricted).Select(v => v.Name));
        Assert.Equal(("/var/log", "aws"), (spec.Volumes[0].Path, spec.Volumes[3].SecretProviderClass));
        Assert.Equal(["db", "all", "keys", "one", "two", "registry"], spec.SecretNames);
        Assert.True(Assert.Single(spec.InitContainers).CallsOtherHosts);
        Assert.True(Assert.Single(spec.EphemeralContainers).SecurityContext?.Privileged);
    }

    [Fact]
    public void Status_OfTheApi_TellsWhatImageRuns()
    {
        var status = Assert.Single(Read(Document).Status.ContainerStatuses);

        Assert.Equal(("docker.io/library/nginx:1.27", "docker.io/library/nginx@sha256:0a", true), (status.Image, status.ImageID, status.Ready));
    }

    [Fact]
    public void Recorded_SaysTheSame_WithoutWhatAPodIsTold()
    {
        var once = JsonSerializer.Serialize(Read(Document), Pod.Json);

        Assert.Equal(once, JsonSerializer.Serialize(Read(once), Pod.Json));
        Assert.DoesNotContain("HIDDEN", once, StringComparison.Ordinal);
        Assert.Equal(Read(Document).Spec.SecretNames, Read(once).Spec.SecretNames);
        Assert.Equal(Read(Document).Spec.Volumes.Select(v => (v.Name, v.Kind, v.Path)), Read(once).Spec.Volumes.Select(v => (v.Name, v.Kind, v.Path)));
        Assert.Equal(Read(Document).Spec.Containers[0].SecurityContext?.RunAsUser, Read(once).Spec.Containers[0].SecurityContext?.RunAsUser);
        Assert.True(Read(once).Spec.InitContainers[0].CallsOtherHosts);
    }

    [Theory]
    [InlineData("aws-eks-nodeagent", "--enable-network-policy=true")]
    [InlineData("other", null)]
    public void Arguments_AreKeptOfTheNodeAgentAlone(string container, string? kept)
    {
        var spec = Read($$$$"""{"spec":{"containers":[{"name":"{{{{container}}}}","args":["--enable-ipv6=false","--enable-network-policy=true"]}]}}""").Spec;

        Assert.Equal(kept is null ? [] : [kept], spec.Containers[0].Args);
    }

    [Theory]
    [InlineData("""{"spec":null}""")]
    [InlineData("""{"spec":{"containers":[null],"volumes":[null,{"name":"x"},{"name":"y","hostPath":null}],"imagePullSecrets":[null,{"name":null}],"initContainers":null}}""")]
    [InlineData("""{"spec":{"containers":[{"env":[null,{"valueFrom":null}],"envFrom":[null],"ports":[null],"volumeMounts":[null],"args":[null],"securityContext":{},"resources":{"requests":null}}]}}""")]
    public void Emptiness_IsNoFault(string document) => Assert.Empty(Read(document).Spec.SecretNames);

    [Fact]
    public void AThousandPods_StaySmall()
    {
        var pods = Enumerable.Range(0, 1000).Select(i => Read(Document.Replace("web-1", $"web-{i}", StringComparison.Ordinal).Replace("sha256:0a", $"sha256:{i % 20:x64}", StringComparison.Ordinal))).ToList();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            JsonSerializer.Serialize(gzip, new ObjectList<Pod> { Items = pods }, Pod.ListJson);
        }

        Assert.InRange(packed.Length, 1, 50_000);
    }

    private static Pod Read(string document) => JsonSerializer.Deserialize(document, Pod.Json)!;
}
