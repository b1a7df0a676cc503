namespace EksGrader.Api.Shared;

/// <summary>What the start page shows to someone who is not signed in: the demo registers its own; without one the way leads to signing in.</summary>
/// <param name="Component">The component.</param>
public sealed record VisitorPage(Type Component);
