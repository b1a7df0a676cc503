using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.CloudFormation.Model;

/// <summary>Asks for stacks.</summary>
public sealed class DescribeStacksRequest
{
    /// <summary>One stack, by name or id; null for all that are not deleted.</summary>
    public string? StackName { get; set; }

    /// <summary>Where the page before ended; null for the first.</summary>
    public string? NextToken { get; set; }
}

/// <summary>A page of stacks.</summary>
public sealed class DescribeStacksResponse : AmazonWebServiceResponse
{
    /// <summary>The stacks.</summary>
    public IReadOnlyList<Stack> Stacks { get; set; } = [];

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }

    internal static DescribeStacksResponse Read(byte[] body)
    {
        var result = XmlResponse.Result(body, "DescribeStacks");
        return new DescribeStacksResponse
        {
            Stacks = result.List("Stacks", e => new Stack
            {
                StackId = e.Text("StackId"),
                StackName = e.Text("StackName"),
                StackStatus = e.Text("StackStatus"),
                CreationTime = e.Time("CreationTime"),
                Tags = e.List("Tags", t => new Tag { Key = t.Text("Key"), Value = t.Text("Value") }),
            }),
            NextToken = result.Text("NextToken"),
        };
    }
}

/// <summary>A stack.</summary>
public sealed class Stack
{
    /// <summary>Its ARN.</summary>
    public string? StackId { get; set; }

    /// <summary>Its name.</summary>
    public string? StackName { get; set; }

    /// <summary>Such as <c>CREATE_COMPLETE</c>, <c>DELETE_IN_PROGRESS</c>, <c>DELETE_FAILED</c>.</summary>
    public string? StackStatus { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreationTime { get; set; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<Tag> Tags { get; set; } = [];
}

/// <summary>A tag.</summary>
public sealed class Tag
{
    /// <summary>The key.</summary>
    public string? Key { get; set; }

    /// <summary>The value.</summary>
    public string? Value { get; set; }
}

/// <summary>Asks to delete a stack.</summary>
public sealed class DeleteStackRequest
{
    /// <summary>Its name, or better its id, which no other stack ever gets.</summary>
    public required string StackName { get; set; }
}

/// <summary>It is being deleted.</summary>
public sealed class DeleteStackResponse : AmazonWebServiceResponse
{
    internal static DeleteStackResponse Read(byte[] body)
    {
        _ = XmlResponse.Parse(body); // a page of HTML is no answer
        return new DeleteStackResponse();
    }
}
