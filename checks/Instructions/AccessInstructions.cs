using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Instructions;

/// <summary>One thing to do: what it is for, and a block to copy into a terminal.</summary>
/// <param name="Title">What it does.</param>
/// <param name="Commands">Commands for a POSIX shell.</param>
public sealed record AccessStep(LocalizedText Title, string Commands);

/// <summary>How to give one kind of access, step by step.</summary>
/// <param name="Kind">The kind of access.</param>
/// <param name="Steps">What to do, in this order; empty where there is nothing to do but to name the cluster.</param>
public sealed record AccessMethod(AccessKind Kind, IReadOnlyList<AccessStep> Steps);

/// <summary>
/// How a student gives the grader access with the least rights that do: generated from the reads that checks declare, so nothing is
/// ever held against a student that was not asked for.
/// </summary>
/// <param name="needs">The rights.</param>
/// <param name="values">The student's own values; what is not known stays a placeholder in capitals.</param>
public sealed class AccessInstructions(AccessNeeds needs, AccessValues values)
{
    private const string Role = AccessManifest.Name;
    private static readonly TextCatalog Texts = TextCatalog.Beside(typeof(AccessInstructions), "AccessInstructionsTexts");

    /// <summary>The manifest for the kubeconfig's ServiceAccount: ServiceAccount, ClusterRole and binding, YAML.</summary>
    public string ServiceAccountManifest => AccessManifest.For(needs, GraderSubject.ServiceAccount);

    /// <summary>The manifest for IAM roles: ClusterRole and binding to the group that an access entry gives, YAML.</summary>
    public string GroupManifest => AccessManifest.For(needs, GraderSubject.Group);

    /// <summary>The IAM policy of the role, JSON.</summary>
    public string Policy => AwsPolicies.AllowReads(needs.Actions, values.Region, values.ClusterName);

    /// <summary>The trust policy of the role, with the student's external id, JSON.</summary>
    public string TrustPolicy => AwsPolicies.Trust(values.PrincipalArn ?? "GRADER_PRINCIPAL_ARN", values.ExternalId ?? "EXTERNAL_ID", indented: true);

    /// <summary>How to give one kind of access.</summary>
    public AccessMethod For(AccessKind kind) => new(kind, kind switch
    {
        AccessKind.Kubeconfig => [Step("ApplyServiceAccount", Apply(ServiceAccountManifest)), Step("MakeKubeconfig", Kubeconfig)],
        AccessKind.AwsRole => [Step("MakeRole", MakeRole(TrustPolicy)), .. Entry(OwnRoleArn), .. MayDelete, Step("ShowRole", $"echo {OwnRoleArn}")],
        AccessKind.AwsKeys => [Step("MakeOwnRole", MakeRole(OwnTrust)), .. Entry(OwnRoleArn), .. MayDelete, Step("AssumeOwnRole", AssumeOwnRole), Step("SessionToken", SessionToken)],
        _ => values.CourseRoleArn is { } courseRole ? [.. Entry(Quoted(courseRole)), .. MayDeleteInKubernetes] : [],
    });

    // kube-system is not a student's namespace; EKS caps a token's life at 24 hours.
    private static string Kubeconfig => $$"""
        SERVER=$(kubectl config view --minify --output jsonpath='{.clusters[0].cluster.server}')
        NAME=$(kubectl config view --minify --output jsonpath='{.clusters[0].name}')
        CA=$(kubectl config view --minify --raw --output jsonpath='{.clusters[0].cluster.certificate-authority-data}')
        TOKEN=$(kubectl create token {{AccessManifest.Name}} --namespace {{AccessManifest.Namespace}} --duration 24h)
        cat > eks-grader.kubeconfig <<END
        apiVersion: v1
        kind: Config
        current-context: {{AccessManifest.Name}}
        clusters:
        - name: "$NAME"
          cluster:
            server: $SERVER
            certificate-authority-data: $CA
        users:
        - name: {{AccessManifest.Name}}
          user:
            token: $TOKEN
        contexts:
        - name: {{AccessManifest.Name}}
          context:
            cluster: "$NAME"
            user: {{AccessManifest.Name}}
        END
        cat eks-grader.kubeconfig

        """;

    private static string OwnRoleArn => $"\"$(aws iam get-role --role-name {Role} --query Role.Arn --output text)\"";

    private string Partition => AwsRegion.TryFind(values.Region, out var region) ? region.PartitionName : "aws";

    // The account is filled in by the shell, which sees it between two single-quoted pieces of the document.
    private string OwnTrust => AwsPolicies.Trust($"arn:{Partition}:iam::ACCOUNT_ID:root", externalId: null, indented: true)
        .Replace("ACCOUNT_ID", "'\"$(aws sts get-caller-identity --query Account --output text)\"'", StringComparison.Ordinal);

    private static string AssumeOwnRole => $"""
        aws sts assume-role --role-arn {OwnRoleArn} --role-session-name {Role} --duration-seconds 3600 --query Credentials

        """;

    private static string SessionToken => """
        aws sts get-session-token --duration-seconds 43200 --query Credentials

        """;

    private string Region => Quoted(values.Region ?? "REGION");

    private string ClusterName => Quoted(values.ClusterName ?? "CLUSTER_NAME");

    private IReadOnlyList<AccessStep> Entry(string principal) =>
    [
        Step("AccessEntry", $"""
            aws eks create-access-entry --region {Region} --cluster-name {ClusterName} --principal-arn {principal} --kubernetes-groups {AccessManifest.Name}

            """),
        Step("ApplyGroup", Apply(GroupManifest)),
    ];

    /// <summary>The IAM policy with which the grader may delete the cluster once it is overdue, JSON.</summary>
    public string DeletionPolicy => DeletionGrant.Policy(Partition, values.Region ?? "REGION", values.ClusterName ?? "CLUSTER_NAME");

    private IReadOnlyList<AccessStep> MayDelete => values.Deletion is { Grace: var grace }
        ?
        [
            new(Texts["MayDelete", (int)grace.TotalMinutes], $"""
                aws iam put-role-policy --role-name {Role} --policy-name {DeletionGrant.Name} --policy-document {Quoted(DeletionPolicy)}

                """),
            .. MayDeleteInKubernetes,
        ]
        : [];

    private IReadOnlyList<AccessStep> MayDeleteInKubernetes => values.Deletion is null ? [] : [Step("MayDeleteInKubernetes", Apply(DeletionGrant.Manifest))];

    private string MakeRole(string trust) => $"""
        aws iam create-role --role-name {Role} --assume-role-policy-document '{trust}'
        aws iam put-role-policy --role-name {Role} --policy-name {Role} --policy-document '{Policy}'

        """;

    private static string Apply(string manifest) => $"kubectl apply -f - <<'END'\n{manifest}END\n";

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static AccessStep Step(string key, string commands) => new(Texts[key], commands);
}
