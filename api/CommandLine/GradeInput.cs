using System.Net;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Input;

namespace EksGrader.Api.CommandLine;

/// <summary>What <c>grade</c> was asked, understood.</summary>
/// <param name="Access">The credentials.</param>
/// <param name="Assignment">What is graded by.</param>
/// <param name="LoadBalancer">The load balancer as submitted.</param>
/// <param name="Settle">How long to look again.</param>
internal sealed record GradeInput(ClusterAccess Access, Assignment Assignment, string? LoadBalancer, TimeSpan Settle)
{
    /// <summary>What the student answered to what the checks ask, by <c>CHECK.NAME</c>.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Reads the networks that may be contacted.</summary>
    public static ParseResult<IReadOnlyList<IPNetwork>> ReadNetworks(IReadOnlyList<string> networks)
    {
        var read = new List<IPNetwork>();
        var faults = new List<ValidationError>();
        foreach (var text in networks)
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                read.Add(network);
            }
            else
            {
                faults.Add(new ValidationError("--allow-network", CommandTexts.Catalog["Network", text]));
            }
        }

        return faults.Count > 0 ? ParseResult.Refused<IReadOnlyList<IPNetwork>>(faults) : ParseResult.Accepted<IReadOnlyList<IPNetwork>>(read);
    }

    /// <summary>Reads everything else; all that is wrong is told at once.</summary>
    public static async Task<ParseResult<GradeInput>> ReadAsync(GradeRequest request, IServiceProvider services, CancellationToken cancellationToken)
    {
        var faults = new List<ValidationError>();
        var access = await ReadAccessAsync(request, faults, cancellationToken);
        var settle = DurationText.Parse(request.Settle);
        if (settle is null)
        {
            faults.Add(new ValidationError("--settle", CommandTexts.Catalog["Settle", request.Settle]));
        }

        var read = await AssignmentFiles.ReadAsync(request.Assignment, services.GetRequiredService<Catalogue>(), cancellationToken);
        faults.AddRange(read.Errors.Select(f => f.Under("--assignment")));
        var assignment = read.Value is { } whole ? Choose(whole, request.Checks, faults) : null;
        var answers = assignment is null ? [] : ReadAnswers(request.Answers, services.GetRequiredService<Catalogue>().AskedBy(assignment), faults);
        return faults.Count > 0 || access is null || assignment is null || settle is null
            ? ParseResult.Refused<GradeInput>(faults)
            : new GradeInput(access, assignment, request.LoadBalancer, settle.Value.ToTimeSpan()) { Answers = answers };
    }

    private static Dictionary<string, string> ReadAnswers(IReadOnlyList<string> given, IReadOnlyDictionary<string, AskedText> asked, List<ValidationError> faults)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in given.Select(a => a.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (a[..at], a[(at + 1)..].Trim()) : (a, "")))
        {
            if (asked.GetValueOrDefault(name) is not { } wanted)
                faults.Add(new ValidationError("--answer", CommandTexts.Catalog["AnswerNotAsked", name, asked.Count == 0 ? "–" : string.Join(", ", asked.Keys)]));
            else if (!wanted.Fits(text))
                faults.Add(new ValidationError("--answer", CommandTexts.Catalog["AnswerForm", name, wanted.Example]));
            else
                answers[name] = text;
        }

        return answers;
    }

    private static Assignment Choose(Assignment whole, IReadOnlyList<CheckId> checks, List<ValidationError> faults)
    {
        foreach (var unknown in checks.Where(id => whole.Checks.All(c => c.Check != id)))
        {
            faults.Add(new ValidationError("--check", CommandTexts.Catalog["Check", unknown.Value, string.Join(", ", whole.Checks.Select(c => c.Check))]));
        }

        return checks.Count == 0 ? whole : whole with { Checks = [.. whole.Checks.Where(c => checks.Contains(c.Check))] };
    }

    private static async Task<ClusterAccess?> ReadAccessAsync(GradeRequest request, List<ValidationError> faults, CancellationToken cancellationToken)
    {
        var aws = ReadAws(request, faults);
        if (request.Kubeconfig is null)
        {
            if (aws is null && faults.Count == 0)
            {
                faults.Add(new ValidationError("--kubeconfig", CommandTexts.Catalog["NoAccess"]));
            }

            return aws is null ? null : new ClusterAccess(null, aws);
        }

        try
        {
            var read = KubeconfigReader.Read(await File.ReadAllBytesAsync(request.Kubeconfig.FullName, cancellationToken));
            faults.AddRange(read.Errors.Select(f => f.Under("--kubeconfig")));
            return read.Value is { } kubeconfig ? new ClusterAccess(kubeconfig, aws) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new ValidationError("--kubeconfig", LocalizedText.Same(e.Message)));
            return null;
        }
    }

    private static AwsAccess? ReadAws(GradeRequest request, List<ValidationError> faults)
    {
        if (request is { Region: null, Cluster: null, RoleArn: null, ExternalId: null })
        {
            return null;
        }

        if (request is { ExternalId: not null, RoleArn: null })
        {
            faults.Add(new ValidationError("--external-id", CommandTexts.Catalog["ExternalIdAlone"]));
        }

        var input = new AwsAccessInput { Region = request.Region, ClusterName = request.Cluster, RoleArn = request.RoleArn };
        var validator = new AwsAccessValidator(prefix: "");
        var read = request.RoleArn is null ? validator.Own(input) : validator.Role(input, request.ExternalId);
        faults.AddRange(read.Errors.Select(f => f with { Field = OptionOf(f.Field) }));
        return read.Value;
    }

    private static string OptionOf(string field) => field switch
    {
        "clusterName" => "--cluster",
        "roleArn" => "--role-arn",
        _ => "--" + field,
    };
}
