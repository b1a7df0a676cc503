using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace EksGrader.Bench.Leases;

/// <summary>
/// An AWS in a process of its own that answers at once what a probe asks of a class's clusters, by their fates. It believes every signature, so that
/// it costs little itself; bad weather is left out. Whose account is asked, the access key says, which it hands out with each role.
/// </summary>
internal static class AwsHost
{
    public const string Command = "leases-aws";

    private const string Key = "ASIA";

    /// <summary>Serves until standard input ends; writes the port as one line.</summary>
    /// <param name="shift">How far the class's clock is ahead of the real one, in ticks.</param>
    /// <param name="shape">What is special about the class.</param>
    public static async Task<int> RunAsync(string shift, LeaseShape shape)
    {
        var ahead = TimeSpan.FromTicks(long.Parse(shift, CultureInfo.InvariantCulture));
        var fates = new LeaseFates(LeaseClass.Deadline, shape);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(context, name => StatusOf(fates, name, TimeProvider.System.GetUtcNow() + ahead)));
        await app.StartAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new Uri(app.Urls.First()).Port));
        await Console.In.ReadToEndAsync(CancellationToken.None);
        return 0;
    }

    private static string? StatusOf(LeaseFates fates, string name, DateTimeOffset now)
    {
        var fate = fates.Of(LeaseFates.NumberOf(name)).Fate;
        return fate.DeletedAt + fate.DeletionTakes <= now ? null : fate.DeletedAt <= now ? "DELETING" : "ACTIVE";
    }

    private static async Task AnswerAsync(HttpContext context, Func<string, string?> statusOf)
    {
        var (status, body) = await AnswerAsync(context.Request, statusOf);
        context.Response.StatusCode = status;
        context.Response.Headers["x-amzn-RequestId"] = "bench";
        if (status == 404)
            context.Response.Headers["x-amzn-ErrorType"] = "ResourceNotFoundException";
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task<(int Status, string Body)> AnswerAsync(HttpRequest request, Func<string, string?> statusOf)
    {
        var path = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is ["clusters", var name, ..])
            return Eks(path, AccountOf(request), name, statusOf(name));
        if (request.Headers["X-Amz-Target"].Count > 0)
            return (200, """{"logGroups":[]}""");
        using var reader = new StreamReader(request.Body);
        var form = QueryHelpers.ParseQuery(await reader.ReadToEndAsync(request.HttpContext.RequestAborted));
        // As AWS does where the trust policy asks for one.
        if (form["Action"] == "AssumeRole" && form["ExternalId"] != "external-id")
            return (403, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no external id</Message></Error><RequestId>bench</RequestId></ErrorResponse>");
        return (200, Query(form["Action"].ToString(), form["Version"].ToString(), form.GetValueOrDefault("RoleArn").ToString(), AccountOf(request)));
    }

    private static (int Status, string Body) Eks(string[] path, string account, string name, string? status) => path switch
    {
        _ when status is null => (404, """{"message":"No cluster found."}"""),
        [_, _] => (200, JsonSerializer.Serialize(new
        {
            cluster = new
            {
                name,
                arn = $"arn:aws:eks:{LeaseClass.Region}:{account}:cluster/{name}",
                createdAt = LeaseClass.CreatedAt.ToUnixTimeSeconds(),
                version = "1.34",
                endpoint = $"https://{LeaseFates.NumberOf(name):x32}.gr7.{LeaseClass.Region}.eks.amazonaws.com",
                status,
                certificateAuthority = new { data = Ca },
                resourcesVpcConfig = new { vpcId = "vpc-0123456789abcdef0" },
                tags = new Dictionary<string, string> { ["alpha.eksctl.io/cluster-name"] = name },
            },
        })),
        [_, _, "node-groups"] => (200, """{"nodegroups":["ng-1"]}"""),
        _ => (200, JsonSerializer.Serialize(new { nodegroup = new { nodegroupName = "ng-1", clusterName = name, status, scalingConfig = new { minSize = 2, maxSize = 2, desiredSize = 2 } } })),
    };

    // Every account has things of a cluster; no one counts them here, but they must be read.
    private static string Query(string action, string version, string roleArn, string account) => (action, version) switch
    {
        ("AssumeRole", _) => Result(action, $"""
            <AssumedRoleUser><AssumedRoleId>AROA:eksgrader</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/grader/eksgrader</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>{Key}{roleArn.Split(':')[4]}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
            """),
        ("DescribeStacks", _) => Result(action, $"<Stacks><member><StackName>eksctl-of-{account}-cluster</StackName><StackId>arn:x</StackId><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-12-04T11:00:00Z</CreationTime><Tags>{Tags}</Tags></member></Stacks>"),
        ("DescribeLoadBalancers", "2012-06-01") => Result(action, $"<LoadBalancerDescriptions><member><LoadBalancerName>a{account}</LoadBalancerName><DNSName>a.elb.amazonaws.com</DNSName><Scheme>internet-facing</Scheme><CreatedTime>2026-12-04T11:00:00Z</CreatedTime></member></LoadBalancerDescriptions>"),
        ("DescribeLoadBalancers", _) => Result(action, $"<LoadBalancers><member><LoadBalancerArn>arn:{account}</LoadBalancerArn><DNSName>n.elb.amazonaws.com</DNSName><LoadBalancerName>n</LoadBalancerName><Type>network</Type><State><Code>active</Code></State><CreatedTime>2026-12-04T11:00:00Z</CreatedTime></member></LoadBalancers>"),
        ("DescribeTags", "2012-06-01") => Result(action, $"<TagDescriptions><member><LoadBalancerName>a{account}</LoadBalancerName><Tags>{Tags}</Tags></member></TagDescriptions>"),
        ("DescribeTags", _) => Result(action, $"<TagDescriptions><member><ResourceArn>arn:{account}</ResourceArn><Tags>{Tags}</Tags></member></TagDescriptions>"),
        ("DescribeInstances", _) => Ec2(action, "<reservationSet><item><reservationId>r-1</reservationId><instancesSet>" + string.Concat(Enumerable.Repeat($"<item><instanceId>i-0123456789abcdef0</instanceId><instanceType>t3.medium</instanceType><instanceState><code>16</code><name>running</name></instanceState><launchTime>2026-12-04T11:00:00Z</launchTime>{TagSet}</item>", 2)) + "</instancesSet></item></reservationSet>"),
        ("DescribeVolumes", _) => Ec2(action, "<volumeSet>" + string.Concat(Enumerable.Repeat($"<item><volumeId>vol-0123456789abcdef0</volumeId><size>80</size><volumeType>gp3</volumeType><status>in-use</status><createTime>2026-12-04T11:00:00Z</createTime>{TagSet}</item>", 2)) + "</volumeSet>"),
        ("DescribeNatGateways", _) => Ec2(action, $"<natGatewaySet><item><natGatewayId>nat-0123456789abcdef0</natGatewayId><state>available</state><createTime>2026-12-04T11:00:00Z</createTime>{TagSet}</item></natGatewaySet>"),
        ("DescribeAddresses", _) => Ec2(action, "<addressesSet/>"),
        ("DescribeSecurityGroups", _) => Ec2(action, "<securityGroupInfo/>"),
        _ => Ec2(action, "<networkInterfaceSet/>"),
    };

    private static string Result(string action, string result) => $"<{action}Response><{action}Result>{result}</{action}Result><ResponseMetadata><RequestId>bench</RequestId></ResponseMetadata></{action}Response>";

    private static string Ec2(string action, string list) => $"""<{action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>bench</requestId>{list}</{action}Response>""";

    // "AWS4-HMAC-SHA256 Credential=ASIA100000000007/20261204/…"
    private static string AccountOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var at = header.IndexOf(Key, StringComparison.Ordinal);
        return at < 0 ? "" : header[(at + Key.Length)..header.IndexOf('/', at)];
    }

    private static string Tags { get; } = string.Concat(new[] { "alpha.eksctl.io/cluster-name", "aws:cloudformation:stack-name", "kubernetes.io/cluster/another" }.Select(k => $"<member><Key>{k}</Key><Value>another</Value></member>"));

    private static string TagSet { get; } = "<tagSet>" + string.Concat(new[] { "alpha.eksctl.io/cluster-name", "aws:cloudformation:stack-name", "Name" }.Select(k => $"<item><key>{k}</key><value>another</value></item>")) + "</tagSet>";

    // As long as a real one.
    private static string Ca { get; } = Convert.ToBase64String(Enumerable.Range(0, 1100).Select(i => (byte)i).ToArray());
}
