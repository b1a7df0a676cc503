namespace EksGrader.Api.Shared;

/// <summary>What an input takes from its field.</summary>
/// <param name="Id">Its id, which the label names.</param>
/// <param name="DescribedBy">The ids of hint and faults; null where there are none.</param>
/// <param name="Invalid"><c>true</c> where something is wrong with it; null otherwise.</param>
public sealed record FieldContext(string Id, string? DescribedBy, string? Invalid);
