namespace EksGrader.Checks.Core;

/// <summary>Something seen that supports a verdict, as a terminal would show it.</summary>
/// <param name="Title">The command that shows the same to a person, such as <c>kubectl get nodes</c>, or a short name.</param>
/// <param name="Text">Plain text with line breaks; what strangers named is in it as it came, so whoever shows it must encode it.</param>
/// <param name="SeenAt">When it was seen.</param>
public sealed record Evidence(string Title, string Text, DateTimeOffset SeenAt);
