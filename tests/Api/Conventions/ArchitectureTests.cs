using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Scheduling;
using EksGrader.Simulator.Plans;

namespace EksGrader.Tests.Api.Conventions;

/// <summary>
/// Imports run one way: in each project the folders stand in an order, and a type refers to its own folder and to those before it. Read
/// from the compiled code, method bodies included, since a parent namespace needs no using directive.
/// </summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, (System.Reflection.Assembly Assembly, string[] Order)> Projects = new(StringComparer.Ordinal)
    {
        ["EksGrader.Checks"] = (typeof(Verdict).Assembly,
        [
            "Core", "Input", "Reads", "Web", "Kubernetes", "Kubernetes.Objects", "Aws.Hosts", "Aws.Pipeline", "Aws", "Aws.Calls", "Clusters",
            "Checks", "Checks.Witnesses", "Checks.Nodes", "Checks.Replicas", "Checks.Finders", "Checks.LoadBalancers", "Checks.Insights", "Checks.Deletion", "Checks.Logs", "Checks.Alarms", "Checks.ControlPlane", "Checks.Disruption", "Checks.Rbac", "Checks.Images", "Checks.GitOps", "Checks.NodeGroups", "Checks.Namespaces", "Checks.Secrets", "Checks.Versions", "Checks.Endpoints", "Checks.Fargate",
            "Access", "Instructions", "Costs", "Assignments", "Integrity", "Grading", "Deletion", "Enforcement", "Receipts", "",
        ]),
        ["EksGrader.Db"] = (typeof(Submission).Assembly,
            ["Model", "Storage", "Vault", "Accounts", "Tokens", "Receipts", "Reminders", "Leases", "Submissions", "Gradebook", "Setup"]),
        ["EksGrader.Jobs"] = (typeof(IJobQueue).Assembly,
            ["Metrics", "Scheduling", "Events", "Mail", "Gradings", "Leases", "Submissions", "Receipts", "Enforcement", "Regrades", "Reminders", ""]),
        ["EksGrader.Api"] = (typeof(ProblemKind).Assembly,
        [
            "Host", "Host.Auth", "Host.Mail", "Shared", "Features.ApiDocs",
            "Features.Courses", "Features.Audit", "Features.Tokens", "Features.Accounts", "Features.Assignments", "Features.Setup", "Features.Roster.Reading", "Features.Roster",
            "Features.Assignments.Editing", "Features.Home", "Features.Submissions", "Features.Appeals", "Features.Access", "Features.Receipts",
            "Features.Submissions.Review", "Features.Submissions.StudentPages", "Features.Clusters", "Features.Attention", "Features.Gradebook",
            "Features.Statistics", "Features.Regrading", "Features.Reminders", "Features.Jobs", "Features.Demo", "CommandLine", "", "Demo",
        ]),
        ["EksGrader.Simulator"] = (typeof(PracticeClassOptions).Assembly,
            ["Kubernetes", "Kubernetes.Objects", "Plans", "Kinds", "Net", "Clusters", "Aws", "Kubernetes.Serving", "", "Endings"]),
    };

    public static TheoryData<string> Names => [.. Projects.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Folders_ReferToThoseBeforeThem(string project)
    {
        var (assembly, order) = Projects[project];
        var types = new ArchLoader().LoadAssembly(assembly).Build().Types.Where(t => FolderOf(t, project) is not null).ToList();

        Assert.Empty(types.Select(t => FolderOf(t, project) ?? "").Distinct(StringComparer.Ordinal).Except(order, StringComparer.Ordinal));
        Assert.Empty(types.SelectMany(from => from.Dependencies.Select(d => d.Target)
            .Where(to => FolderOf(to, project) is { } folder && Array.IndexOf(order, folder) > Array.IndexOf(order, FolderOf(from, project)))
            .Select(to => $"{from.FullName} refers to {to.FullName}")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    // Null for what is of another project, made by the compiler, a type parameter (which is known by one of the methods that have it), or a stand-in with the namespace of the package that it stands in for.
    private static string? FolderOf(IType type, string project)
    {
        var name = type.Namespace?.FullName;
        if (type is GenericParameter || name is null || (name != project && !name.StartsWith(project + ".", StringComparison.Ordinal)) || type.Name.StartsWith('<'))
            return null;
        var folder = name.Length == project.Length ? "" : name[(project.Length + 1)..];
        return folder.StartsWith("Migrations", StringComparison.Ordinal) ? null : folder;
    }
}
