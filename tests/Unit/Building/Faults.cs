using EksGrader.Checks;
using EksGrader.Checks.Clusters;

namespace EksGrader.Tests.Unit.Building;

/// <summary>Reasons why reads are not answered.</summary>
internal static class Faults
{
    public static ReadFault Denied(string right) => new()
    {
        Failure = ReadFailure.Denied,
        Fault = Fault.Student,
        Summary = LocalizedText.Same($"{right} is denied"),
        Feedback = [LocalizedText.Same($"grant {right}")],
        MayPass = true,
    };

    public static ReadFault Throttled { get; } = new()
    {
        Failure = ReadFailure.Throttled,
        Fault = Fault.Aws,
        Summary = LocalizedText.Same("throttled"),
        MayPass = true,
    };

    public static ReadFault NoResolver { get; } = new()
    {
        Failure = ReadFailure.NameUnanswered,
        Fault = Fault.Network,
        Summary = LocalizedText.Same("the resolver does not answer"),
        MayPass = true,
    };
}
