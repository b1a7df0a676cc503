using System.CommandLine;
using System.Globalization;
using EksGrader.Checks.Core;

namespace EksGrader.Api.CommandLine;

/// <summary><c>grade</c>: one cluster, here and now, nothing stored.</summary>
internal static class GradeCommand
{
    public static Command Create()
    {
        var kubeconfig = new Option<FileInfo?>("--kubeconfig") { Description = "a kubeconfig with server, CA and credential inline", HelpName = "FILE" };
        var region = new Option<string?>("--region") { Description = "the AWS region of the cluster", HelpName = "R" };
        var cluster = new Option<string?>("--cluster") { Description = "the EKS cluster's name", HelpName = "NAME" };
        var roleArn = new Option<string?>("--role-arn") { Description = "a role to assume for it", HelpName = "ARN" };
        var externalId = new Option<string?>("--external-id") { Description = "the external id that the role asks for", HelpName = "ID" };
        var loadBalancer = new Option<string?>("--load-balancer") { Description = "the load balancer's host name as submitted", HelpName = "HOST" };
        var answer = new Option<string[]>("--answer") { Description = "what a check asks the student, such as gitops.repository=URL; may be repeated", HelpName = "CHECK.NAME=TEXT", DefaultValueFactory = _ => [] };
        var check = new Option<string[]>("--check") { Description = "grade this check only; may be repeated", HelpName = "ID", DefaultValueFactory = _ => [] };
        var settle = new Option<string>("--settle") { Description = "how long to check again what may still pass, such as 10m", HelpName = "DURATION", DefaultValueFactory = _ => "0s" };
        var record = new Option<FileInfo?>("--record") { Description = "write down everything that was seen", HelpName = "FILE" };
        var allow = new Option<string[]>("--allow-network") { Description = "a private network that clusters and load balancers may be contacted in; may be repeated", HelpName = "CIDR", DefaultValueFactory = _ => [] };
        var assignment = SharedOptions.Assignment();
        var output = SharedOptions.Output();

        var command = new Command("grade", "Grade one cluster here and now; nothing is stored.")
        {
            kubeconfig, region, cluster, roleArn, externalId, loadBalancer, answer, assignment, check, settle, output, record, allow,
        };
        command.SetAction((parsed, cancellationToken) => GradeRun.RunAsync(
            new GradeRequest
            {
                Kubeconfig = parsed.GetValue(kubeconfig),
                Region = parsed.GetValue(region),
                Cluster = parsed.GetValue(cluster),
                RoleArn = parsed.GetValue(roleArn),
                ExternalId = parsed.GetValue(externalId),
                LoadBalancer = parsed.GetValue(loadBalancer),
                Answers = parsed.GetValue(answer) ?? [],
                Assignment = parsed.GetValue(assignment),
                Checks = [.. (parsed.GetValue(check) ?? []).Select(id => new CheckId(id))],
                Settle = parsed.GetValue(settle) ?? "0s",
                Output = parsed.GetValue(output) ?? "text",
                Record = parsed.GetValue(record),
                AllowedNetworks = parsed.GetValue(allow) ?? [],
            },
            Terminal.OfProcess(CultureInfo.CurrentUICulture),
            cancellationToken));
        return command;
    }
}

/// <summary>What <c>grade</c> was asked, as it was typed.</summary>
internal sealed record GradeRequest
{
    public FileInfo? Kubeconfig { get; init; }

    public string? Region { get; init; }

    public string? Cluster { get; init; }

    public string? RoleArn { get; init; }

    public string? ExternalId { get; init; }

    public string? LoadBalancer { get; init; }

    public IReadOnlyList<string> Answers { get; init; } = [];

    public FileInfo? Assignment { get; init; }

    public IReadOnlyList<CheckId> Checks { get; init; } = [];

    public string Settle { get; init; } = "0s";

    public string Output { get; init; } = "text";

    public FileInfo? Record { get; init; }

    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];
}
