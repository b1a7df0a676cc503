using System.Text;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Submissions;

/// <summary>A submission that was found valid.</summary>
/// <param name="Kind">The way of access.</param>
/// <param name="Access">The access.</param>
/// <param name="LoadBalancerAddress">The load balancer's host name; null for none.</param>
internal sealed record ParsedSubmission(AccessKind Kind, ClusterAccess Access, string? LoadBalancerAddress)
{
    /// <summary>What was answered to what the checks ask, by <c>CHECK.NAME</c>.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Reads a submission: everything that is wrong is told at once, each fault at its field, and nothing is contacted.</summary>
internal sealed class SubmissionParser(Assignment assignment, Student student, CourseRoleOptions? role)
{
    private static readonly AccessKind[] AwsKinds = [AccessKind.AwsRole, AccessKind.AwsKeys];

    private readonly FieldErrors faults = new();

    /// <summary>What the assignment's checks ask students, by <c>CHECK.NAME</c>.</summary>
    public IReadOnlyDictionary<string, AskedText> Asked { get; init; } = new Dictionary<string, AskedText>(StringComparer.Ordinal);

    /// <summary>Whether a part of a submission is over its limit.</summary>
    public static bool IsTooLarge(SubmissionRequest request) =>
        request.Access?.Kubeconfig is { } text && Encoding.UTF8.GetByteCount(text) > KubeconfigReader.MaximumBytes;

    /// <summary>
    /// Whether a submission, whatever is wrong with it, says anything about a cluster: only such a one can be mended, and keep its time. An empty
    /// one is no try.
    /// </summary>
    public static bool NamesACluster(SubmissionRequest request) =>
        request.Access is { } given && (!string.IsNullOrWhiteSpace(given.Kubeconfig) || Names(given) || (given.Aws is { } joined && Names(joined)));

    public ParseResult<ParsedSubmission> Read(SubmissionRequest request)
    {
        var address = HostNameField.Read("loadBalancerAddress", request.LoadBalancerAddress, faults);
        var answers = SubmissionFields.ReadAnswers(request.Answers, Asked, faults);
        var (kind, access) = (default(AccessKind?), default(ClusterAccess));
        if (request.Access is not { } given)
            faults.Add("access", "Missing");
        else
        {
            kind = KindOf("access.kind", given.Kind, assignment.Access);
            if (kind is { } known)
            {
                SubmissionFields.FindStrays("access", given, known, faults);
                access = ReadAccess(given, known);
            }
        }

        return faults.Any || kind is null || access is null ? ParseResult.Refused<ParsedSubmission>(faults.All) : new ParsedSubmission(kind.Value, access, address) { Answers = answers };
    }

    private static bool Names(AwsRequest given) =>
        !string.IsNullOrWhiteSpace(given.ClusterName) || !string.IsNullOrWhiteSpace(given.RoleArn) || !string.IsNullOrWhiteSpace(given.AccessKeyId);

    private ClusterAccess? ReadAccess(AccessRequest given, AccessKind kind)
    {
        if (kind != AccessKind.Kubeconfig)
            return ReadAws("access", given, kind) is { } alone ? new ClusterAccess(null, alone) : null;

        var kubeconfig = ReadKubeconfig(given.Kubeconfig);
        if (given.Aws is not { } joined)
        {
            if (assignment.Rules.Assurance == Assurance.Aws)
                faults.Add("access.aws", "AwsNeeded");
            return kubeconfig is null ? null : new ClusterAccess(kubeconfig, null);
        }

        var aws = default(AwsAccess);
        if (KindOf("access.aws.kind", joined.Kind, AwsKinds) is { } awsKind)
        {
            SubmissionFields.FindStrays("access.aws", joined, awsKind, faults);
            aws = ReadAws("access.aws", joined, awsKind);
        }

        return kubeconfig is null || aws is null ? null : new ClusterAccess(kubeconfig, aws);
    }

    private KubeconfigAccess? ReadKubeconfig(string? text)
    {
        const string Field = "access.kubeconfig";
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(Field, "Missing");
            return null;
        }

        var reading = KubeconfigReader.Read(text);
        faults.AddRange(reading.Errors.Select(f => f with { Field = f.Field.Length == 0 ? Field : $"{Field}.{f.Field}" }));
        return reading.Value;
    }

    private AwsAccess? ReadAws(string field, AwsRequest given, AccessKind kind)
    {
        var validator = new AwsAccessValidator(field);
        var reading = kind switch
        {
            AccessKind.AwsRole => validator.Role(given, student.ExternalId),
            AccessKind.AwsKeys => validator.Keys(given, assignment.LongLivedKeys),
            _ => role?.Open(validator, given, student.Number)
                ?? ParseResult.Refused<AwsAccess>([new ValidationError($"{field}.kind", ApiTexts.Catalog["NoCourseRole"])]),
        };
        faults.AddRange(reading.Errors);
        return reading.Value;
    }

    private AccessKind? KindOf(string field, string? given, IReadOnlyList<AccessKind> taken)
    {
        var names = string.Join(", ", taken.Select(SubmissionFields.NameOf));
        if (string.IsNullOrWhiteSpace(given))
        {
            faults.Add(field, "KindMissing", names);
            return null;
        }

        foreach (var kind in taken)
        {
            if (SubmissionFields.NameOf(kind) == given)
                return kind;
        }

        faults.Add(field, "KindNotTaken", SafeText.Line(given, 40), names);
        return null;
    }
}
