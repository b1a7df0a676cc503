using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>Reasons why reads are not answered.</summary>
internal static class Faults
{
    public static ReadError Denied(string right) => new()
    {
        Failure = ReadFailure.Denied,
        Fault = FaultDomain.Student,
        Summary = LocalizedText.Same($"{right} is denied"),
        Feedback = [LocalizedText.Same($"grant {right}")],
        MayPass = true,
    };

    public static ReadError Throttled { get; } = new()
    {
        Failure = ReadFailure.Throttled,
        Fault = FaultDomain.Aws,
        Summary = LocalizedText.Same("throttled"),
        MayPass = true,
    };

    public static ReadError NoResolver { get; } = new()
    {
        Failure = ReadFailure.NameUnanswered,
        Fault = FaultDomain.Network,
        Summary = LocalizedText.Same("the resolver does not answer"),
        MayPass = true,
    };
}
