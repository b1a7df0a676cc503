using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator;

/// <summary>A student of a practice class with a cluster.</summary>
public sealed class PracticeCluster
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SimulatedCluster cluster;
    private readonly TimeProvider time;
    private readonly Lazy<PracticeAccess> access;

    internal PracticeCluster(PracticeStudent student, SimulatedCluster cluster, PracticeKeys? keys, TimeProvider time)
    {
        this.cluster = cluster;
        this.time = time;
        Student = student;
        access = new(() => CreateAccess(keys));
    }

    /// <summary>The student.</summary>
    public PracticeStudent Student { get; }

    /// <summary>The kind of cluster, such as <c>node-not-ready</c>.</summary>
    public string Kind => cluster.Kind.Id;

    /// <summary>What the student did, in one sentence.</summary>
    public string Story => cluster.Kind.Story;

    /// <summary>What a grading must come to at its first observation.</summary>
    public ExpectedGrading Expected => cluster.Kind.Expected;

    /// <summary>What a grading must come to once everything has settled.</summary>
    public ExpectedGrading ExpectedLater => cluster.Kind.ExpectedLater;

    /// <summary>Whether the cluster becomes better while it is looked at.</summary>
    public bool Settles => cluster.Kind.Later is not null;

    /// <summary>What the student submits. Certificates are made when it is first read.</summary>
    public PracticeAccess Access => access.Value;

    /// <summary>The cluster's name.</summary>
    public string ClusterName => cluster.Identity.ClusterName;

    /// <summary>The cluster's region.</summary>
    public string Region => cluster.Identity.Region;

    /// <summary>The address of its API server.</summary>
    public Uri Server => cluster.Identity.Server;

    /// <summary>The CA of its API server, PEM.</summary>
    public string CertificateAuthorityPem => cluster.Certificates.Value.AuthorityPem;

    /// <summary>The token that reads what the instructions ask for; the submitted kubeconfig holds it.</summary>
    public string ReaderToken => cluster.Token;

    /// <summary>The owner's token, which may read everything.</summary>
    public string OwnerToken => cluster.OwnerToken;

    /// <summary>The owner's kubeconfig, never submitted: to look around with <c>kubectl</c>.</summary>
    public string OwnerKubeconfig => KubeconfigText.Write(cluster.Identity, cluster.Certificates.Value, clientCertificate: false, cluster.OwnerToken);

    /// <summary>The host name of its load balancer, as AWS gives it.</summary>
    public string LoadBalancerHost => new BalancerFacts(cluster.Identity, cluster.Kind.Plan.Balancer).Host;

    /// <summary>Writes the external id that the service shows into the role's trust policy, as the instructions ask. A student who got it wrong leaves it wrong.</summary>
    public void TrustExternalId(string externalId)
    {
        if (!cluster.Kind.Plan.Access.WrongExternalId)
        {
            cluster.TrustedExternalId = externalId;
        }
    }

    /// <summary>Has AWS tell of another API server as this cluster's: one that holds the same objects.</summary>
    public void ServeBy(Uri server, string authorityPem) => cluster.OtherServer = (server, authorityPem);

    /// <summary>Starts the clock of a cluster that settles or ends by itself, as the first request to it does; again changes nothing.</summary>
    public void Begin() => cluster.Asked(time.GetUtcNow());

    /// <summary>Makes a cluster that settles do so now, so that it can be seen before and after. Doing it again changes nothing.</summary>
    public void Settle() => cluster.Settle();

    /// <summary>
    /// Begins to delete the cluster: DescribeCluster says DELETING, and ResourceNotFoundException when the deletion is done; from then
    /// on the endpoint's name is NXDOMAIN. Again changes nothing.
    /// </summary>
    /// <param name="keepLoadBalancer">Whether the load balancer is left behind and goes on costing money.</param>
    public Task DeleteAsync(bool keepLoadBalancer = false)
    {
        return DeleteAsync(keepLoadBalancer ? PracticeLeftovers.LoadBalancer : PracticeLeftovers.None);
    }

    /// <inheritdoc cref="DeleteAsync(bool)"/>
    /// <param name="left">What is left behind.</param>
    public Task DeleteAsync(PracticeLeftovers left)
    {
        cluster.Delete(time.GetUtcNow(), left);
        return Task.CompletedTask;
    }

    /// <summary>The body of the submission, as the service's HTTP API takes it.</summary>
    public string SubmissionJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteStartObject("access"u8);
            if (Access.Kubeconfig is { } kubeconfig)
            {
                json.WriteString("kind"u8, "kubeconfig"u8);
                json.WriteString("kubeconfig"u8, kubeconfig);
                if (Access.HasAws)
                {
                    json.WriteStartObject("aws"u8);
                    WriteAws(json);
                    json.WriteEndObject();
                }
            }
            else
            {
                WriteAws(json);
            }

            json.WriteEndObject();
            json.WriteString("loadBalancerAddress"u8, LoadBalancerHost);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void WriteAws(Utf8JsonWriter json)
    {
        if (Access.Role is { } role)
        {
            json.WriteString("kind"u8, "awsRole"u8);
            json.WriteString("roleArn"u8, role.RoleArn);
        }
        else if (Access.Keys is { } keys)
        {
            json.WriteString("kind"u8, "awsKeys"u8);
            json.WriteString("accessKeyId"u8, keys.AccessKeyId);
            json.WriteString("secretAccessKey"u8, keys.SecretAccessKey);
            json.WriteString("sessionToken"u8, keys.SessionToken);
        }

        json.WriteString("region"u8, Region);
        json.WriteString("clusterName"u8, ClusterName);
    }

    private PracticeAccess CreateAccess(PracticeKeys? keys)
    {
        var plan = cluster.Kind.Plan.Access;
        var byKubeconfig = plan.Form is AccessForm.Kubeconfig or AccessForm.KubeconfigAndRole;
        var byRole = plan.Form is AccessForm.Role or AccessForm.KubeconfigAndRole;
        return new PracticeAccess
        {
            Kubeconfig = byKubeconfig ? KubeconfigText.Write(cluster.Identity, cluster.Certificates.Value, plan.ClientCertificate, cluster.Token) : null,
            Role = byRole ? new PracticeRole(cluster.Identity.RoleArn, plan.WrongExternalId ? "not-" + cluster.FirstExternalId : cluster.FirstExternalId) : null,
            Keys = keys,
            Region = Region,
            ClusterName = ClusterName,
        };
    }
}
