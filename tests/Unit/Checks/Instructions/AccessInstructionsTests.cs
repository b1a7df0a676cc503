using System.Diagnostics;
using System.Text.Json;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Instructions;
using EksGrader.Checks.Kubernetes;
using YamlDotNet.RepresentationModel;

namespace EksGrader.Tests.Unit.Checks.Instructions;

public sealed class AccessInstructionsTests
{
    private static readonly CheckInfo[] Checks =
    [
        Check("one", new DeclaredRead.Kubernetes(Node.Type), new DeclaredRead.Kubernetes(Deployment.Type), new DeclaredRead.Kubernetes(Pod.Type)),
        Check("two", [new DeclaredRead.Kubernetes(Pod.Type), new DeclaredRead.Kubernetes(EndpointSlice.Type), .. AwsActions.LoadBalancers.Select(a => new DeclaredRead.Aws(a))]),
        Check("three", [.. AwsActions.Logs.Select(a => new DeclaredRead.Aws(a))]),
    ];

    private static readonly AccessValues Values = new()
    {
        ExternalId = "external-7",
        PrincipalArn = "arn:aws:iam::999988887777:role/grader",
        Region = "ap-northeast-2",
        ClusterName = "eks-cluster",
    };

    private static readonly AccessInstructions Instructions = new(AccessNeeds.Of(Checks), Values);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Manifest_Always_GrantsExactlyTheDeclaredReadsAndWhatTheGraderReads(bool serviceAccount)
    {
        var granted = Granted(serviceAccount ? Instructions.ServiceAccountManifest : Instructions.GroupManifest);

        Assert.Equal([".namespaces", ".nodes", ".pods", "apiregistration.k8s.io.apiservices", "apps.deployments", "discovery.k8s.io.endpointslices"], granted);
    }

    [Fact]
    public void Manifests_OfBothWays_DoNotTakeEachOthersBinding()
    {
        Assert.NotEqual(BindingOf(Instructions.GroupManifest), BindingOf(Instructions.ServiceAccountManifest));

        static string BindingOf(string manifest) => manifest.Split("kind: ClusterRoleBinding\nmetadata:\n  name: ")[1].Split('\n')[0];
    }

    [Fact]
    public void Policy_Always_AllowsExactlyTheDeclaredActionsAndDescribeCluster()
    {
        using var policy = JsonDocument.Parse(Instructions.Policy);
        var statement = Assert.Single(policy.RootElement.GetProperty("Statement").EnumerateArray());

        Assert.Equal(
            [.. AwsActions.LoadBalancers.Concat(AwsActions.Logs).Append("eks:DescribeCluster").Order(StringComparer.Ordinal)],
            statement.GetProperty("Action").EnumerateArray().Select(a => a.GetString() ?? ""));
        Assert.Equal("Allow", statement.GetProperty("Effect").GetString());
    }

    [Fact]
    public void Rights_OfTheChecksThatShip_AreWhatTheyDeclareAndTheGraderReads()
    {
        var reads = Catalogue.Default.Infos.SelectMany(i => i.Reads).ToList();
        var instructions = new AccessInstructions(AccessNeeds.Of(Catalogue.Default.Infos), Values);
        using var policy = JsonDocument.Parse(instructions.Policy);

        Assert.Equal(
            reads.OfType<DeclaredRead.Kubernetes>().Select(r => $"{r.Type.Group}.{r.Type.Plural}").Append(".namespaces").Append("apiregistration.k8s.io.apiservices").Distinct().Order(StringComparer.Ordinal),
            Granted(instructions.ServiceAccountManifest).Order(StringComparer.Ordinal));
        Assert.Equal(
            reads.OfType<DeclaredRead.Aws>().Select(r => r.Action).Append("eks:DescribeCluster").Distinct().Order(StringComparer.Ordinal),
            policy.RootElement.GetProperty("Statement").EnumerateArray()
                .SelectMany(s => s.GetProperty("Action").EnumerateArray()).Select(a => a.GetString() ?? "").Order(StringComparer.Ordinal));
        Assert.Empty(AwsActions.LoadBalancers.Concat(AwsActions.Logs).Except(reads.OfType<DeclaredRead.Aws>().Select(r => r.Action), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rights_ThatOneParameterNeeds_AreAskedForOnlyWhereItIsSet(bool isSet)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        if (isSet)
        {
            values["levels"] = WordList.Of(["node"]);
        }

        var assignment = ShippedAssignments.EksAssessment(Catalogue.Default.Infos) with { Checks = [new AssignedCheck(new CheckId("container-insights"), 20, values)] };

        Assert.Equal(isSet, AccessNeeds.Of(Catalogue.Default.InfosOf(assignment)).Actions.Contains("cloudwatch:ListMetrics"));
    }

    [Fact]
    public void Rights_ThatRevealOrEnterAnything_AreNeverAskedFor()
    {
        // Whatever checks read: every kind and every call that there is.
        var kinds = typeof(Node).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, ContainsGenericParameters: false } && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IKubernetesObject<>)))
            .Select(t => (ResourceType)t.GetProperty("Type")!.GetValue(null)!).ToList();
        Assert.Contains(kinds, k => k.Plural == "rolebindings");
        var all = new AccessInstructions(AccessNeeds.Of([.. Catalogue.Default.Infos, Check("all", [.. kinds.Select(k => new DeclaredRead.Kubernetes(k))])]), Values);

        foreach (var manifest in new[] { all.GroupManifest, all.ServiceAccountManifest })
        {
            Assert.DoesNotMatch(@"[""\s\[](secrets|\*|[a-z]+/(exec|attach|portforward|proxy|log))[""\s,\]]", manifest);
            Assert.DoesNotMatch(@"verbs:.*(create|update|patch|delete|impersonate|bind|escalate|\*)", manifest);
        }

        Assert.DoesNotMatch(@"secretsmanager:|ssm:Get|kms:Decrypt|""[a-z0-9-]+:\*""|Secret|LookupEvents", all.Policy);
    }

    [Fact]
    public void TrustPolicy_Always_TrustsTheGraderOnlyWithTheExternalId()
    {
        using var policy = JsonDocument.Parse(Instructions.TrustPolicy);
        var statement = Assert.Single(policy.RootElement.GetProperty("Statement").EnumerateArray());

        Assert.Equal("arn:aws:iam::999988887777:role/grader", statement.GetProperty("Principal").GetProperty("AWS").GetString());
        Assert.Equal("external-7", statement.GetProperty("Condition").GetProperty("StringEquals").GetProperty("sts:ExternalId").GetString());
    }

    [Fact]
    public void For_AwsRole_HoldsTheStudentsValues()
    {
        var commands = string.Concat(Instructions.For(AccessKind.AwsRole).Steps.Select(s => s.Commands));

        Assert.Contains("aws iam create-role --role-name eks-grader", commands, StringComparison.Ordinal);
        Assert.Contains("--region 'ap-northeast-2' --cluster-name 'eks-cluster'", commands, StringComparison.Ordinal);
        Assert.Contains("--kubernetes-groups eks-grader", commands, StringComparison.Ordinal);
        Assert.Contains("kind: ClusterRoleBinding", commands, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AccessKind.AwsRole)]
    [InlineData(AccessKind.AwsKeys)]
    public void For_AssignmentThatDeletes_GivesTheRightsForThatClusterApart(AccessKind kind)
    {
        var plain = Instructions.For(kind).Steps.Select(s => s.Commands).ToList();
        var steps = new AccessInstructions(AccessNeeds.Of(Checks), Values with { Deletion = new DeletionTerms(TimeSpan.FromMinutes(30)) }).For(kind).Steps;

        Assert.DoesNotContain(plain, c => c.Contains("Delete", StringComparison.OrdinalIgnoreCase));
        var added = steps.Where(s => !plain.Contains(s.Commands, StringComparer.Ordinal)).ToList();
        Assert.Equal(2, added.Count);
        Assert.Contains("--policy-name eks-grader-delete", added[0].Commands, StringComparison.Ordinal);
        Assert.Contains("30 minutes", added[0].Title.En, StringComparison.Ordinal);
        Assert.Contains("30분", added[0].Title.Ko, StringComparison.Ordinal);
        Assert.Contains("verbs: [\"list\", \"delete\"]", added[1].Commands, StringComparison.Ordinal);
    }

    [Fact]
    public void DeletionPolicy_Always_HoldsEveryDeleteToTheClustersNameOrTags()
    {
        using var policy = JsonDocument.Parse(Instructions.DeletionPolicy);

        foreach (var statement in policy.RootElement.GetProperty("Statement").EnumerateArray())
        {
            var deletes = statement.GetProperty("Action").EnumerateArray().Any(a => a.GetString()?.Contains(":Delete", StringComparison.Ordinal) == true);
            var resources = statement.GetProperty("Resource").EnumerateArray().Select(r => r.GetString() ?? "").ToList();
            Assert.True(!deletes || statement.TryGetProperty("Condition", out _) || resources.TrueForAll(r => r.Contains("eks-cluster", StringComparison.Ordinal)));
        }

        var allowed = policy.RootElement.GetProperty("Statement").EnumerateArray().SelectMany(s => s.GetProperty("Action").EnumerateArray()).Select(a => a.GetString()).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string?>(StringComparer.Ordinal)
            {
                "eks:DeleteCluster", "eks:DeleteNodegroup", "eks:DeleteFargateProfile", "eks:UpdateClusterConfig", "elasticloadbalancing:DeleteLoadBalancer",
                "elasticloadbalancing:DeleteTargetGroup", "ec2:DeleteVolume", "cloudformation:DeleteStack",
            },
            allowed);
    }

    [Fact]
    public void For_ValuesWithQuotes_StayOneShellWord()
    {
        var commands = new AccessInstructions(AccessNeeds.Of(Checks), Values with { ClusterName = "x'; rm -rf ~ #" }).For(AccessKind.AwsRole).Steps[1].Commands;

        Assert.Contains("""--cluster-name 'x'\''; rm -rf ~ #' """, commands, StringComparison.Ordinal);
    }

    [Fact]
    public void For_Course_AsksNothingWhereTheCourseHasNoRoleToLetIn()
    {
        Assert.Empty(Instructions.For(AccessKind.Course).Steps);
        Assert.Contains(
            "--principal-arn 'arn:aws:iam::111122223333:role/course'",
            new AccessInstructions(AccessNeeds.Of(Checks), Values with { CourseRoleArn = "arn:aws:iam::111122223333:role/course" }).For(AccessKind.Course).Steps[0].Commands,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AccessKind.Kubeconfig)]
    [InlineData(AccessKind.AwsRole)]
    [InlineData(AccessKind.AwsKeys)]
    public void For_EveryKind_IsWordedInBothLanguages(AccessKind kind) =>
        Assert.All(Instructions.For(kind).Steps, s => Assert.True(s.Title.En.Length > 0 && s.Title.Ko.Length > 0 && s.Title.En != s.Title.Ko));

    [Fact]
    public async Task For_AwsKeys_InAShell_TrustsTheStudentsOwnAccount()
    {
        var stubs = """
            aws() { case "$1 $2" in
              'sts get-caller-identity') echo 111122223333;;
              'iam create-role') shift 2; printf '%s' "$4";;
            esac; }

            """;
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", stubs + Instructions.For(AccessKind.AwsKeys).Steps[0].Commands]) { RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("No shell.");

        using var policy = JsonDocument.Parse(await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, shell.ExitCode);
        Assert.Equal("arn:aws:iam::111122223333:root", policy.RootElement.GetProperty("Statement")[0].GetProperty("Principal").GetProperty("AWS").GetString());
    }

    private static List<string> Granted(string manifest)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(manifest));
        var role = yaml.Documents.Select(d => (YamlMappingNode)d.RootNode).Single(d => (string?)d["kind"] == "ClusterRole");
        var rules = ((YamlSequenceNode)role["rules"]).Cast<YamlMappingNode>().ToList();
        Assert.All(rules, rule => Assert.Equal(["get", "list"], ((YamlSequenceNode)rule["verbs"]).Select(v => (string?)v ?? "")));
        return [.. from rule in rules from resource in (YamlSequenceNode)rule["resources"] select $"{((YamlSequenceNode)rule["apiGroups"])[0]}.{resource}"];
    }

    private static CheckInfo Check(string id, params DeclaredRead[] reads) =>
        new() { Id = new CheckId(id), Title = LocalizedText.Same(id), Asks = LocalizedText.Same(id), Reads = reads };
}
