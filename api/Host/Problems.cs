using System.Resources;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Host;

/// <summary>One thing wrong with a request.</summary>
/// <param name="Field">The path of the field, such as <c>access.roleArn</c>; empty for the whole.</param>
/// <param name="Message">What is wrong and what to give instead.</param>
/// <param name="Line">The line of a document that has lines, counted from 1.</param>
/// <param name="Suggestion">What a refused <c>exec</c> of <c>aws eks get-token</c> tells of the AWS access to submit instead.</param>
public sealed record ErrorView(string Field, string Message, int? Line, SuggestionView? Suggestion);

/// <summary>What a refused kubeconfig tells of its cluster.</summary>
/// <param name="Region">The AWS region.</param>
/// <param name="ClusterName">The EKS cluster's name.</param>
/// <param name="Endpoint">The address of its Kubernetes API.</param>
public sealed record SuggestionView(string? Region, string? ClusterName, string? Endpoint)
{
    /// <summary>What a refused kubeconfig tells.</summary>
    public static SuggestionView? Of(AwsSuggestion? suggestion) =>
        suggestion is null ? null : new SuggestionView(suggestion.Region, suggestion.ClusterName, suggestion.Endpoint);
}

/// <summary>The sentences of the service: problems and faults of fields.</summary>
internal static class ApiTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(ApiTexts)));
}
